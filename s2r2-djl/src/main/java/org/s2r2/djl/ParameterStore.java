package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;

/**
 * The weights of an encoder, and those of its objective. All trainable ones lie in one vector, the regularised ones
 * first, so that an update is a few operations on vectors and not a few for each parameter; autograd sees a leaf for
 * each parameter that shares the vector's memory. Running statistics have arrays of their own.
 */
final class ParameterStore {

    /** Where a trainable parameter lies in the vector. */
    record Slot(Parameter parameter, int offset) {
        int end() {
            return offset + parameter.size();
        }
    }

    private final List<Parameter> parameters;
    private final Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final PtNDArray vector;
    private final int size;
    private final int regularisedSize;

    /**
     * @param manager owns the weights
     * @throws IllegalArgumentException if weights do not fit the parameters; see {@link #load}
     */
    ParameterStore(NDManager manager, List<Parameter> parameters, Map<String, HostArray> weights) {
        this.parameters = List.copyOf(parameters);
        int end = 0;
        for (boolean regularised : new boolean[] {true, false}) {
            for (Parameter parameter : parameters) {
                if (parameter.trainable() && parameter.regularised() == regularised) {
                    slots.put(parameter.name(), new Slot(parameter, end));
                    end = Math.addExact(end, parameter.size());
                }
            }
        }
        size = end;
        regularisedSize = slots.values().stream()
                .filter(slot -> slot.parameter().regularised())
                .mapToInt(slot -> slot.parameter().size())
                .sum();
        requireAll(parameters, "", weights);
        vector = (PtNDArray) manager.zeros(new Shape(size));
        for (Parameter parameter : parameters) {
            Shape shape = shape(parameter);
            PtNDArray array = parameter.trainable()
                    ? leaf(slots.get(parameter.name()), shape)
                    : (PtNDArray) manager.zeros(shape);
            if (arrays.put(parameter.name(), array) != null) {
                throw new IllegalArgumentException("two parameters are named " + parameter.name());
            }
        }
        load(weights);
    }

    private PtNDArray leaf(Slot slot, Shape shape) {
        try (PtNDArray part = JniUtils.slice(vector, 0, slot.offset(), slot.end(), 1);
                PtNDArray shaped = JniUtils.reshape(part, shape.getShape())) {
            PtNDArray leaf = JniUtils.detachGradient(shaped);
            JniUtils.attachGradient(leaf, true);
            return leaf;
        }
    }

    /**
     * The array of a parameter, to compute with.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    PtNDArray array(String name) {
        return require(arrays, name, "parameter");
    }

    /** The array of a parameter that has a gradient. */
    PtNDArray trainableArray(String name) {
        slot(name);
        return array(name);
    }

    /** Where a trainable parameter lies. */
    Slot slot(String name) {
        return require(slots, name, "trainable parameter");
    }

    private static <T> T require(Map<String, T> all, String name, String what) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + what + " is named " + name + "; there are " + all.keySet());
        }
        return found;
    }

    /** All trainable weights; changes to it are changes to them. */
    PtNDArray vector() {
        return vector;
    }

    /** The number of trainable weights. */
    int size() {
        return size;
    }

    /** The number of regularised weights, which come first. */
    int regularisedSize() {
        return regularisedSize;
    }

    /** Where the regularised parameters lie, which come first. */
    List<Slot> regularised() {
        return slots.values().stream().filter(slot -> slot.parameter().regularised()).toList();
    }

    /** The gradients in the order of {@link #vector}, as a new array in {@code scratch}. */
    PtNDArray gradientVector(NDManager scratch) {
        List<PtNDArray> parts = new ArrayList<>();
        for (Slot slot : slots.values()) {
            PtNDArray gradient = JniUtils.getGradient(array(slot.parameter().name()));
            if (gradient == null) {
                gradient = (PtNDArray) scratch.zeros(new Shape(slot.parameter().size()));
            }
            gradient.attach(scratch);
            parts.add(JniUtils.reshape(gradient, new long[] {slot.parameter().size()}));
        }
        return JniUtils.cat(parts.toArray(PtNDArray[]::new), 0);
    }

    void zeroGradients() {
        slots.keySet().forEach(name -> JniUtils.zeroGrad(array(name)));
    }

    /** A copy of every parameter. */
    Map<String, HostArray> weights() {
        Map<String, HostArray> trainable = split(vector, "");
        Map<String, HostArray> found = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            HostArray copy = parameter.trainable()
                    ? trainable.get(parameter.name())
                    : new HostArray(parameter.shape().clone(), Transfer.floats(array(parameter.name())));
            found.put(parameter.name(), copy);
        }
        return found;
    }

    /**
     * Overwrites every parameter.
     *
     * @throws IllegalArgumentException if one is missing or has another shape; nothing is changed then
     */
    void load(Map<String, HostArray> weights) {
        requireAll(parameters, "", weights);
        join(vector, "", weights);
        for (Parameter parameter : parameters) {
            if (!parameter.trainable()) {
                PtNDArray array = array(parameter.name());
                overwrite(array, 0, weights.get(parameter.name()).values());
            }
        }
    }

    /**
     * Overwrites one parameter.
     *
     * @throws IllegalArgumentException if it has another shape
     */
    void set(String name, HostArray values) {
        PtNDArray array = array(name);
        Parameter parameter = parameters.stream().filter(any -> any.name().equals(name)).findFirst().orElseThrow();
        requireAll(List.of(parameter), "", Map.of(name, values));
        if (parameter.trainable()) {
            overwrite(vector, slot(name).offset(), values.values());
        } else {
            overwrite(array, 0, values.values());
        }
    }

    /** The parts of a vector laid out as {@link #vector} is, by parameter name and suffix, in the parameters' order. */
    Map<String, HostArray> split(PtNDArray source, String suffix) {
        float[] values = Transfer.floats(source);
        Map<String, HostArray> parts = new LinkedHashMap<>();
        for (Parameter parameter : trainable()) {
            Slot slot = slots.get(parameter.name());
            float[] part = Arrays.copyOfRange(values, slot.offset(), slot.end());
            parts.put(parameter.name() + suffix, new HostArray(parameter.shape().clone(), part));
        }
        return parts;
    }

    /** @throws IllegalArgumentException if a part that {@link #join} takes is missing or has another shape */
    void requireParts(String suffix, Map<String, HostArray> parts) {
        requireAll(trainable(), suffix, parts);
    }

    /** The inverse of {@link #split}, for parts that {@link #requireParts} accepts. */
    void join(PtNDArray target, String suffix, Map<String, HostArray> parts) {
        float[] values = new float[size];
        for (Slot slot : slots.values()) {
            HostArray part = parts.get(slot.parameter().name() + suffix);
            System.arraycopy(part.values(), 0, values, slot.offset(), part.values().length);
        }
        overwrite(target, 0, values);
    }

    private static void overwrite(PtNDArray target, int offset, float[] values) {
        try (PtNDArray fresh = Transfer.upload(target.getManager(), values, new Shape(values.length))) {
            overwrite(target, offset, fresh);
        }
    }

    /** Puts a vector into a longer one, in place, so that what shares the longer one's memory goes on doing so. */
    static void overwrite(PtNDArray target, int offset, PtNDArray values) {
        JniUtils.indexSet(target, values, new long[] {offset}, new long[] {offset + values.size()}, new long[] {1});
    }

    private List<Parameter> trainable() {
        return parameters.stream().filter(Parameter::trainable).toList();
    }

    private static void requireAll(List<Parameter> parameters, String suffix, Map<String, HostArray> given) {
        for (Parameter parameter : parameters) {
            String name = parameter.name() + suffix;
            HostArray array = given.get(name);
            if (array == null) {
                throw new IllegalArgumentException("parameter " + name + " of shape "
                        + Arrays.toString(parameter.shape()) + " is missing; found " + new TreeSet<>(given.keySet()));
            }
            if (!Arrays.equals(array.shape(), parameter.shape())) {
                throw new IllegalArgumentException("parameter " + name + " has shape "
                        + Arrays.toString(array.shape()) + ", expected " + Arrays.toString(parameter.shape()));
            }
        }
    }

    private static Shape shape(Parameter parameter) {
        return new Shape(Arrays.stream(parameter.shape()).asLongStream().toArray());
    }
}
