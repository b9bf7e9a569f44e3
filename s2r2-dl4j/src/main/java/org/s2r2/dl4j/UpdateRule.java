package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;

/**
 * An {@link OptimizerSpec} at work on the vector of all trainable weights, with the state it needs: vectors of the same
 * layout. Deeplearning4j's own updaters have other meanings of the hyperparameters, and no access to their state.
 */
abstract class UpdateRule implements AutoCloseable {

    private final Weights weights;
    private final Map<String, INDArray> state = new LinkedHashMap<>();
    private final INDArray scratch;

    UpdateRule(Weights weights, List<String> stateNames) {
        this.weights = weights;
        this.scratch = Pool.allocate(weights.layout().size());
        stateNames.forEach(name -> state.put(name, Pool.allocate(weights.layout().size()).assign(0)));
    }

    static UpdateRule of(OptimizerSpec spec, Weights weights) {
        if (spec instanceof OptimizerSpec.Sgd sgd) {
            return new SgdRule(weights, sgd);
        }
        if (spec instanceof OptimizerSpec.AdamW adamW) {
            return new AdamWRule(weights, adamW);
        }
        if (spec instanceof OptimizerSpec.Lars lars) {
            return new LarsRule(weights, lars);
        }
        throw new IllegalArgumentException("no update rule for optimizer " + spec);
    }

    /**
     * One update.
     *
     * @param w the weights, changed in place
     * @param g their gradient, for the rule to overwrite
     */
    abstract void apply(INDArray w, INDArray g, double learningRate);

    /**
     * One update with the gradients accumulated at the weights, which are set to 0.
     *
     * @param frozen parameters that keep their weights and their state
     */
    final void update(double learningRate, Set<String> frozen) {
        List<Kept> kept = new ArrayList<>();
        for (String name : frozen) {
            ParameterLayout.Slot slot = layout().slot(name);
            kept.add(Kept.of(weights.vector(), slot));
            state.values().forEach(vector -> kept.add(Kept.of(vector, slot)));
        }
        apply(weights.vector(), weights.gradient(), learningRate);
        kept.forEach(Kept::putBack);
        weights.gradient().assign(0);
    }

    /** A copy of a parameter's part of a vector. The rules work on whole vectors: what is frozen is put back. */
    private record Kept(INDArray part, float[] copy) {

        static Kept of(INDArray vector, ParameterLayout.Slot slot) {
            INDArray part = Pool.shaped(vector, slot.offset(), slot.parameter().size());
            return new Kept(part, Transfer.floats(part));
        }

        void putBack() {
            Transfer.write(part, copy);
        }
    }

    final INDArray state(String name) {
        return state.get(name);
    }

    /** target += factor * source. */
    final void addScaled(INDArray target, INDArray source, double factor) {
        INDArray product = Pool.shaped(scratch, 0, source.length());
        source.muli(factor, product);
        target.addi(product);
    }

    /** A vector for the rule to write to. */
    final INDArray scratch() {
        return scratch;
    }

    /** The regularised weights' part of a vector of the weights' layout, sharing its memory. */
    final INDArray regularised(INDArray vector) {
        return Pool.shaped(vector, 0, weights.layout().regularisedSize());
    }

    final ParameterLayout layout() {
        return weights.layout();
    }

    /** A copy of the state, as {@link org.s2r2.backend.EncoderModel#optimizerState} names it. */
    Map<String, HostArray> export() {
        Map<String, HostArray> found = new LinkedHashMap<>();
        state.forEach((name, vector) -> found.putAll(layout().split(Transfer.floats(vector), "." + name)));
        return found;
    }

    /** @throws IllegalArgumentException if a part of the state is missing or has another shape; nothing is changed then */
    void restore(Map<String, HostArray> found) {
        Map<String, float[]> vectors = new LinkedHashMap<>();
        state.keySet().forEach(name -> vectors.put(name, layout().join(found, "." + name)));
        vectors.forEach((name, values) -> Transfer.write(state.get(name), values));
    }

    @Override
    public void close() {
        state.values().forEach(INDArray::close);
        scratch.close();
    }
}
