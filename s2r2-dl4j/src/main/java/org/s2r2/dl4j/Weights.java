package org.s2r2.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;

/**
 * The weights of an encoder and of its objective, and their gradients. All trainable ones lie in one vector, in the order of a {@link
 * ParameterLayout}; layers see views of it. Running statistics have arrays of their own.
 */
final class Weights implements AutoCloseable {

    private final ParameterLayout layout;
    private final INDArray vector;
    private final INDArray gradient;
    private final INDArray passGradient;
    private final Map<String, INDArray> statistics = new HashMap<>();

    /** @throws IllegalArgumentException if weights do not fit the parameters; see {@link #load} */
    Weights(List<Parameter> parameters, Map<String, HostArray> weights) {
        layout = new ParameterLayout(parameters);
        layout.requireAll(weights);
        vector = Pool.allocate(layout.size());
        gradient = Pool.allocate(layout.size()).assign(0);
        passGradient = Pool.allocate(layout.size());
        for (Parameter parameter : layout.parameters()) {
            if (!parameter.trainable()) {
                statistics.put(parameter.name(), Pool.allocate(wide(parameter.shape())));
            }
        }
        load(weights);
    }

    ParameterLayout layout() {
        return layout;
    }

    /** All trainable weights; changes to it are changes to them. */
    INDArray vector() {
        return vector;
    }

    /** The gradients accumulated since they were last set to 0, in the order of {@link #vector}. */
    INDArray gradient() {
        return gradient;
    }

    /**
     * A parameter, sharing the memory of all.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    INDArray array(String name) {
        return layout.parameter(name).trainable() ? part(vector, name) : statistics.get(name);
    }

    /** The accumulated gradient of a trainable parameter, sharing the memory of all. */
    INDArray gradient(String name) {
        return part(gradient, name);
    }

    /** Where the backward pass of a program writes the gradient of a parameter. */
    INDArray passGradient(String name) {
        return part(passGradient, name);
    }

    /** Adds what the backward pass of a program wrote. */
    void accumulate() {
        gradient.addi(passGradient);
    }

    private INDArray part(INDArray whole, String name) {
        ParameterLayout.Slot slot = layout.slot(name);
        return Pool.shaped(whole, slot.offset(), wide(slot.parameter().shape()));
    }

    private static long[] wide(int[] shape) {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    /** A copy of every parameter. */
    Map<String, HostArray> copy() {
        Map<String, HostArray> trainable = layout.split(Transfer.floats(vector), "");
        Map<String, HostArray> found = new LinkedHashMap<>();
        for (Parameter parameter : layout.parameters()) {
            String name = parameter.name();
            found.put(name, parameter.trainable()
                    ? trainable.get(name)
                    : new HostArray(parameter.shape().clone(), Transfer.floats(statistics.get(name))));
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
        Transfer.write(vector, layout.join(weights, ""));
        statistics.forEach((name, array) -> Transfer.write(array, weights.get(name).values()));
    }

    /**
     * Overwrites one parameter.
     *
     * @throws IllegalArgumentException if it has another shape
     */
    void set(String name, HostArray values) {
        ParameterLayout.requireShape(layout.parameter(name), values);
        Transfer.write(array(name), values.values());
    }

    @Override
    public void close() {
        vector.close();
        gradient.close();
        passGradient.close();
        statistics.values().forEach(INDArray::close);
    }
}
