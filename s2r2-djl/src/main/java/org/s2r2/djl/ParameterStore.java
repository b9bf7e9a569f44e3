package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;

/**
 * The weights of an encoder, and those of its objective. All trainable ones lie in one vector, in the order of a {@link
 * ParameterLayout}; autograd sees a leaf for each parameter that shares the vector's memory. Running statistics have
 * arrays of their own.
 */
final class ParameterStore {

    private final ParameterLayout layout;
    private final Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    private final PtNDArray vector;

    /**
     * @param manager owns the weights
     * @throws IllegalArgumentException if weights do not fit the parameters; see {@link #load}
     */
    ParameterStore(NDManager manager, List<Parameter> parameters, Map<String, HostArray> weights) {
        layout = new ParameterLayout(parameters);
        layout.requireAll(weights);
        vector = (PtNDArray) manager.zeros(new Shape(layout.size()));
        for (Parameter parameter : parameters) {
            Shape shape = DjlTensorEngine.shape(parameter.shape());
            arrays.put(parameter.name(), parameter.trainable()
                    ? leaf(layout.slot(parameter.name()), shape)
                    : (PtNDArray) manager.zeros(shape));
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

    ParameterLayout layout() {
        return layout;
    }

    /**
     * The array of a parameter, to compute with.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    PtNDArray array(String name) {
        return arrays.get(layout.parameter(name).name());
    }

    /** The array of a parameter that has a gradient. */
    PtNDArray trainableArray(String name) {
        return arrays.get(layout.slot(name).parameter().name());
    }

    /** All trainable weights; changes to it are changes to them. */
    PtNDArray vector() {
        return vector;
    }

    /** The gradients in the order of {@link #vector}, as a new array in {@code scratch}. */
    PtNDArray gradientVector(NDManager scratch) {
        List<PtNDArray> parts = new ArrayList<>();
        layout.slots().forEach(slot -> parts.add(gradient(slot, scratch)));
        return JniUtils.cat(parts.toArray(PtNDArray[]::new), 0);
    }

    /** Whether there is a gradient of a parameter, be it 0. */
    boolean hasGradient(Slot slot) {
        try (PtNDArray gradient = JniUtils.getGradient(array(slot.parameter().name()))) {
            return gradient != null;
        }
    }

    /** The gradient of a parameter as a vector in {@code scratch} that shares the gradient's memory. */
    PtNDArray gradient(Slot slot, NDManager scratch) {
        PtNDArray gradient = JniUtils.getGradient(array(slot.parameter().name()));
        if (gradient == null) {
            return (PtNDArray) scratch.zeros(new Shape(slot.parameter().size()));
        }
        gradient.attach(scratch);
        return JniUtils.reshape(gradient, new long[] {slot.parameter().size()});
    }

    /**
     * Overwrites the gradients.
     *
     * @param values in the order of {@link #vector}
     * @throws IllegalArgumentException if there are more or fewer of them
     */
    void setGradients(float[] values, NDManager scratch) {
        layout.requireSize(values);
        for (Slot slot : layout.slots()) {
            FloatBuffer part = FloatBuffer.wrap(values, slot.offset(), slot.parameter().size());
            PtNDArray leaf = array(slot.parameter().name());
            if (hasGradient(slot)) {
                overwrite(gradient(slot, scratch), 0, Transfer.upload(scratch, part, new Shape(slot.parameter().size())));
            } else {
                // The backward pass from a leaf is the addition to its gradient.
                JniUtils.backward(leaf, Transfer.upload(scratch, part, leaf.getShape()), false, false);
            }
        }
    }

    void zeroGradients() {
        layout.slots().forEach(slot -> JniUtils.zeroGrad(array(slot.parameter().name())));
    }

    /** A copy of every parameter. */
    Map<String, HostArray> weights() {
        Map<String, HostArray> trainable = layout.split(Transfer.floats(vector), "");
        Map<String, HostArray> found = new LinkedHashMap<>();
        for (Parameter parameter : layout.parameters()) {
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
        layout.requireAll(weights);
        overwrite(vector, 0, layout.join(weights, ""));
        for (Parameter parameter : layout.parameters()) {
            if (!parameter.trainable()) {
                overwriteAll(array(parameter.name()), weights.get(parameter.name()).values());
            }
        }
    }

    /**
     * Overwrites one parameter.
     *
     * @throws IllegalArgumentException if it has another shape
     */
    void set(String name, HostArray values) {
        Parameter parameter = layout.parameter(name);
        ParameterLayout.requireShape(parameter, values);
        if (parameter.trainable()) {
            overwrite(vector, layout.slot(name).offset(), values.values());
        } else {
            overwriteAll(array(name), values.values());
        }
    }

    /** Puts values into an array of any shape, in place. */
    private static void overwriteAll(PtNDArray target, float[] values) {
        try (PtNDArray flat = JniUtils.reshape(target, new long[] {-1})) {
            overwrite(flat, 0, values);
        }
    }

    /** Puts values into a vector, in place, so that what shares its memory goes on doing so. */
    static void overwrite(PtNDArray target, int offset, float[] values) {
        try (PtNDArray fresh = Transfer.upload(target.getManager(), values, new Shape(values.length))) {
            overwrite(target, offset, fresh);
        }
    }

    /** Puts a vector into a longer one, in place. */
    static void overwrite(PtNDArray target, int offset, PtNDArray values) {
        JniUtils.indexSet(target, values, new long[] {offset}, new long[] {offset + values.size()}, new long[] {1});
    }
}
