package org.s2r2.experiment.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.s2r2.encoder.Layer;
import org.s2r2.experiment.onnx.Graph.Attribute;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Adds layers to a graph as nodes, as they compute in evaluation. Parameters keep their names and values.
 *
 * <p>Batch norms stay nodes of their own and are not folded into the convolutions before them: so the file has the
 * checkpoint's weights bit for bit, and those after a linear layer or a sum need no second way. ONNX Runtime folds them
 * itself when it loads a model.
 */
final class LayerNodes {

    private static final List<Integer> ALL_BUT_THE_FIRST_AXIS = List.of(1);

    private final Graph graph;
    private final Map<String, HostArray> weights;

    LayerNodes(Graph graph, Map<String, HostArray> weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /**
     * Adds a layer and all below it.
     *
     * @param x what goes into it
     * @return what comes out
     * @throws InvalidInputException if no nodes say what the layer computes
     */
    Flow add(Layer layer, Flow x) {
        if (layer instanceof Layer.Conv2d conv) {
            String y = graph.node("Conv", conv.name(), with(x, conv),
                    square("kernel_shape", conv.kernel()), square("strides", conv.stride()), pads(conv.padding()),
                    Attribute.of("group", conv.groups()));
            return x.windows(y, conv.out(), conv.kernel(), conv.stride(), conv.padding());
        }
        if (layer instanceof Layer.BatchNorm norm) {
            return x.to(graph.node("BatchNormalization", norm.name(), with(x, norm),
                    Attribute.of("epsilon", (float) norm.epsilon())));
        }
        if (layer instanceof Layer.Relu) {
            return x.to(graph.node("Relu", "relu", List.of(x.name())));
        }
        if (layer instanceof Layer.Linear linear) {
            return ofChannels(x, pixels -> linear(linear, pixels));
        }
        if (layer instanceof Layer.LayerNorm norm) {
            return ofChannels(x, pixels -> pixels.to(graph.node("LayerNormalization", norm.name(), with(pixels, norm),
                    Attribute.of("axis", -1), Attribute.of("epsilon", (float) norm.epsilon()))));
        }
        if (layer instanceof Layer.Hardswish) {
            return x.to(graph.node("HardSwish", "hardswish", List.of(x.name())));
        }
        if (layer instanceof Layer.Hardsigmoid) {
            return x.to(graph.node("HardSigmoid", "hardsigmoid", List.of(x.name()),
                    Attribute.of("alpha", 1f / 6), Attribute.of("beta", 0.5f)));
        }
        if (layer instanceof Layer.LayerScale scale) {
            return x.to(graph.node("Mul", scale.name() + ".scaled", List.of(x.name(), weight(scale.name()))));
        }
        if (layer instanceof Layer.ChannelGate gate) {
            return x.to(graph.node("Mul", "gated", List.of(x.name(), add(gate.gate(), x).name())));
        }
        if (layer instanceof Layer.Gelu gelu) {
            return x.to(gelu(gelu, x.name()));
        }
        if (layer instanceof Layer.L2Normalize normalize) {
            return x.to(unitRows(normalize, x.name()));
        }
        if (layer instanceof Layer.Sequential sequential) {
            Flow current = x;
            for (Layer next : sequential.layers()) {
                current = add(next, current);
            }
            return current;
        }
        if (layer instanceof Layer.Frozen frozen) {
            return add(frozen.body(), x);
        }
        if (layer instanceof Layer.DropPath) {
            return x;
        }
        if (layer instanceof Layer.Residual residual) {
            Flow body = add(residual.body(), x);
            Flow shortcut = residual.shortcut().map(way -> add(way, x)).orElse(x);
            return body.to(graph.node("Add", "add", List.of(body.name(), shortcut.name())));
        }
        if (layer instanceof Layer.Foreign foreign) {
            throw new InvalidInputException("encoder.backbone: found " + foreign.module().kind()
                    + ", a module that ONNX cannot be written of, expected a backbone of layers");
        }
        Flow pooled = new PoolNodes(graph).add(layer, x);
        Flow y = pooled == null ? new TokenNodes(graph, this).add(layer, x) : pooled;
        if (y == null) {
            throw new IllegalArgumentException("no nodes for layer " + layer);
        }
        return y;
    }

    /** A function of the last axis, for images of the channels of each pixel. */
    private Flow ofChannels(Flow x, UnaryOperator<Flow> function) {
        if (x.kind() != Flow.Kind.IMAGES) {
            return function.apply(x);
        }
        Flow y = function.apply(x.to(graph.node(
                "Transpose", "channels_last", List.of(x.name()), Attribute.of("perm", List.of(0, 2, 3, 1)))));
        return y.to(graph.node("Transpose", "channels_first", List.of(y.name()), Attribute.of("perm", List.of(0, 3, 1, 2))));
    }

    /** Of tokens and pixels a product with the transposed weight; programs that run the model transpose it while they load it. */
    private Flow linear(Layer.Linear linear, Flow x) {
        if (x.kind() == Flow.Kind.ROWS) {
            return x.to(graph.node("Gemm", linear.name(), with(x, linear), Attribute.of("transB", 1)), linear.out());
        }
        String weight = linear.name() + ".weight";
        String transposed = graph.node("Transpose", weight, List.of(weight(weight)), Attribute.of("perm", List.of(1, 0)));
        String products = graph.node("MatMul", linear.name(), List.of(x.name(), transposed));
        return x.to(linear.bias()
                ? graph.node("Add", linear.name() + ".shifted", List.of(products, weight(linear.name() + ".bias")))
                : products, linear.out());
    }

    /** Version 17 has no operator for it. */
    private String gelu(Layer.Gelu gelu, String x) {
        String y;
        if (gelu.tanh()) {
            String square = graph.node("Mul", "gelu/square", List.of(x, x));
            String cube = graph.node("Mul", "gelu/cube", List.of(square, x));
            String cubic = graph.node("Mul", "gelu/cubic", List.of(cube, graph.number(0.044715f)));
            String sum = graph.node("Add", "gelu/sum", List.of(x, cubic));
            y = graph.node("Tanh", "gelu/tanh", List.of(
                    graph.node("Mul", "gelu/scaled", List.of(sum, graph.number((float) Math.sqrt(2 / Math.PI))))));
        } else {
            y = graph.node("Erf", "gelu/erf", List.of(
                    graph.node("Div", "gelu/scaled", List.of(x, graph.number((float) Math.sqrt(2))))));
        }
        String twice = graph.node("Add", "gelu/twice_the_probability", List.of(y, graph.number(1)));
        String product = graph.node("Mul", "gelu/product", List.of(x, twice));
        return graph.node("Mul", "gelu", List.of(product, graph.number(0.5f)));
    }

    /** Rows that are no longer than epsilon become zeros: what is divided by 0 is not chosen. */
    private String unitRows(Layer.L2Normalize normalize, String x) {
        String length = graph.node("ReduceL2", "length", List.of(x),
                Attribute.of("axes", ALL_BUT_THE_FIRST_AXIS), Attribute.of("keepdims", 1));
        String epsilon = graph.constant("l2normalize.epsilon=" + normalize.epsilon(), new float[] {(float) normalize.epsilon()});
        String zero = graph.constant("l2normalize.zero", new float[] {0});
        String isLonger = graph.node("Greater", "is_longer", List.of(length, epsilon));
        String divided = graph.node("Div", "divided", List.of(x, length));
        return graph.node("Where", "unit_rows", List.of(isLonger, divided, zero));
    }

    /** The input and the parameters of a layer, whose order is ONNX's too: weight, bias, mean, variance. */
    private List<String> with(Flow x, Layer layer) {
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        layer.parameters().forEach(parameter -> inputs.add(weight(parameter.name())));
        return inputs;
    }

    /** The parameter of this name as a part of the model. */
    String weight(String name) {
        HostArray array = array(name);
        return graph.constant(name, array.values(), array.shape());
    }

    /** The values of the parameter of this name. */
    HostArray array(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    static Attribute square(String name, int length) {
        return Attribute.of(name, List.of(length, length));
    }

    static Attribute pads(int padding) {
        return Attribute.of("pads", List.of(padding, padding, padding, padding));
    }
}
