package org.s2r2.experiment.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.protobuf.Message;

/**
 * A {@code GraphProto} that grows node by node. The numbers of the fields, and of the kinds of values, are those of
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">onnx.proto3</a>; the message of each is in its name.
 */
final class Graph {

    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;

    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int NODE_OP_TYPE = 4;
    private static final int NODE_ATTRIBUTE = 5;

    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_F = 2;
    private static final int ATTRIBUTE_I = 3;
    private static final int ATTRIBUTE_INTS = 8;
    private static final int ATTRIBUTE_TYPE = 20;
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INT = 2;
    private static final int TYPE_INTS = 7;

    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_DATA_TYPE = 2;
    private static final int TENSOR_INT64_DATA = 7;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW_DATA = 9;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int VALUE_DOC_STRING = 3;
    private static final int TYPE_TENSOR_TYPE = 1;
    private static final int TENSOR_TYPE_ELEM_TYPE = 1;
    private static final int TENSOR_TYPE_SHAPE = 2;
    private static final int SHAPE_DIM = 1;
    private static final int DIMENSION_VALUE = 1;
    private static final int DIMENSION_PARAM = 2;

    private final Message content = new Message();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> nodes = new HashSet<>();

    /** What a node is told besides its inputs. */
    record Attribute(String name, int type, Consumer<Message> value) {

        static Attribute of(String name, long value) {
            return new Attribute(name, TYPE_INT, to -> to.varint(ATTRIBUTE_I, value));
        }

        static Attribute of(String name, float value) {
            return new Attribute(name, TYPE_FLOAT, to -> to.number(ATTRIBUTE_F, value));
        }

        static Attribute of(String name, List<Integer> values) {
            return new Attribute(
                    name, TYPE_INTS, to -> values.forEach(value -> to.varint(ATTRIBUTE_INTS, value)));
        }
    }

    /**
     * An axis of what goes in or comes out.
     *
     * @param name of a length that every call chooses; null for a fixed one
     * @param length where it is fixed
     */
    record Axis(@Nullable String name, int length) {

        static Axis any(String name) {
            return new Axis(name, 0);
        }

        static Axis of(int length) {
            return new Axis(null, length);
        }
    }

    Graph(String name) {
        content.text(GRAPH_NAME, name);
    }

    /** Declares a float32 array that callers give. */
    void input(String name, String description, Axis... shape) {
        content.message(GRAPH_INPUT, value(name, description, shape));
    }

    /** Declares that callers get a value, which is a float32 array. */
    void output(String name, String description, Axis... shape) {
        content.message(GRAPH_OUTPUT, value(name, description, shape));
    }

    private static Consumer<Message> value(String name, String description, Axis... shape) {
        return value -> {
            value.text(VALUE_NAME, name);
            value.message(VALUE_TYPE, type -> type.message(TYPE_TENSOR_TYPE, tensor -> {
                tensor.varint(TENSOR_TYPE_ELEM_TYPE, FLOAT);
                tensor.message(TENSOR_TYPE_SHAPE, axes -> List.of(shape).forEach(axis -> axes.message(SHAPE_DIM, dim -> {
                    if (axis.name != null) {
                        dim.text(DIMENSION_PARAM, axis.name);
                    } else {
                        dim.varint(DIMENSION_VALUE, axis.length);
                    }
                })));
            }));
            value.text(VALUE_DOC_STRING, description);
        };
    }

    /**
     * An array that is part of the model. A name that is there already stands for what it stood for.
     *
     * @param shape its axes; none for a single number
     * @return the name
     */
    String constant(String name, float[] values, int... shape) {
        if (constants.add(name)) {
            content.message(GRAPH_INITIALIZER, tensor -> {
                for (int length : shape) {
                    tensor.varint(TENSOR_DIMS, length);
                }
                tensor.varint(TENSOR_DATA_TYPE, FLOAT);
                tensor.text(TENSOR_NAME, name);
                tensor.raw(TENSOR_RAW_DATA, values);
            });
        }
        return name;
    }

    /** A single number, under a name that says it. */
    String number(float value) {
        return constant("number=" + value, new float[] {value});
    }

    /** A whole number that is part of the model; see {@link #constant}. */
    String integer(String name, long value) {
        return integers(name, new long[] {value}, List.of());
    }

    /** Whole numbers that are part of the model, on one axis; see {@link #constant}. */
    String integers(String name, long... values) {
        return integers(name, values, List.of(values.length));
    }

    private String integers(String name, long[] values, List<Integer> shape) {
        if (constants.add(name)) {
            content.message(GRAPH_INITIALIZER, tensor -> {
                shape.forEach(length -> tensor.varint(TENSOR_DIMS, length));
                tensor.varint(TENSOR_DATA_TYPE, INT64);
                for (long value : values) {
                    tensor.varint(TENSOR_INT64_DATA, value);
                }
                tensor.text(TENSOR_NAME, name);
            });
        }
        return name;
    }

    /**
     * Adds an operation, behind those that it needs.
     *
     * @param operator its name in the operator set
     * @param name of the node; a number is added where another node has it
     * @return the name of its only output, which no parameter can have as it begins with a slash
     */
    String node(String operator, String name, List<String> inputs, Attribute... attributes) {
        String own = unused(name);
        String output = "/" + own;
        add(operator, own, inputs, output, attributes);
        return output;
    }

    private String unused(String name) {
        String own = name;
        for (int count = 2; !nodes.add(own); count++) {
            own = name + "_" + count;
        }
        return own;
    }

    /** Gives a value the name of an output. */
    void name(String value, String output) {
        add("Identity", unused(output), List.of(value), output);
    }

    private void add(String operator, String name, List<String> inputs, String output, Attribute... attributes) {
        content.message(GRAPH_NODE, node -> {
            inputs.forEach(input -> node.text(NODE_INPUT, input));
            node.text(NODE_OUTPUT, output);
            node.text(NODE_NAME, name);
            node.text(NODE_OP_TYPE, operator);
            for (Attribute attribute : attributes) {
                node.message(NODE_ATTRIBUTE, to -> {
                    to.text(ATTRIBUTE_NAME, attribute.name);
                    attribute.value.accept(to);
                    to.varint(ATTRIBUTE_TYPE, attribute.type);
                });
            }
        });
    }

    /** What was added so far. */
    Message content() {
        return content;
    }
}
