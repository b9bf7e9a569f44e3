package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;

/**
 * An {@link OptimizerSpec} at work on the vector of all trainable weights, with the state it needs: vectors of the same
 * layout. DJL's own optimisers lack LARS, Nesterov momentum, parameter groups and access to their state.
 */
abstract class UpdateRule {

    private final ParameterStore store;
    private final Map<String, PtNDArray> state = new LinkedHashMap<>();

    UpdateRule(ParameterStore store, List<String> stateNames) {
        this.store = store;
        NDManager manager = store.vector().getManager();
        for (String name : stateNames) {
            state.put(name, (PtNDArray) manager.zeros(new Shape(store.layout().size())));
        }
    }

    static UpdateRule of(OptimizerSpec spec, ParameterStore store) {
        if (spec instanceof OptimizerSpec.Sgd sgd) {
            return new SgdRule(store, sgd);
        }
        if (spec instanceof OptimizerSpec.AdamW adamW) {
            return new AdamWRule(store, adamW);
        }
        if (spec instanceof OptimizerSpec.Lars lars) {
            return new LarsRule(store, lars);
        }
        throw new IllegalArgumentException("no update rule for optimizer " + spec);
    }

    /**
     * One update.
     *
     * @param w the weights, changed in place
     * @param g their gradient, for the rule to overwrite
     */
    abstract void apply(PtNDArray w, PtNDArray g, double learningRate);

    /**
     * One update with the gradients accumulated at the weights, which are set to 0.
     *
     * @param frozen parameters that keep their weights and their state
     */
    final void update(double learningRate, Set<String> frozen) {
        try (NDManager scratch = store.vector().getManager().newSubManager()) {
            // A result goes to the manager of its left operand: of scratch, so that all of them go with it.
            PtNDArray w = handle(store.vector(), scratch);
            List<Kept> kept = new ArrayList<>();
            for (String name : frozen) {
                ParameterLayout.Slot slot = store.layout().slot(name);
                kept.add(Kept.of(w, slot));
                state.keySet().forEach(key -> kept.add(Kept.of(state(key, w), slot)));
            }
            apply(w, store.gradientVector(scratch), learningRate);
            kept.forEach(Kept::putBack);
        }
        store.zeroGradients();
    }

    /** A copy of a parameter's part of a vector. The rules work on whole vectors: what is frozen is put back. */
    private record Kept(PtNDArray vector, ParameterLayout.Slot slot, PtNDArray copy) {

        static Kept of(PtNDArray vector, ParameterLayout.Slot slot) {
            return new Kept(vector, slot, JniUtils.clone(JniUtils.slice(vector, 0, slot.offset(), slot.end(), 1)));
        }

        void putBack() {
            ParameterStore.overwrite(vector, slot.offset(), copy);
        }
    }

    /** The state under a name, for one update. */
    final PtNDArray state(String name, PtNDArray w) {
        return handle(state.get(name), w.getManager());
    }

    /** The regularised weights' part of a vector of the weights' layout, sharing its memory. */
    final PtNDArray regularised(PtNDArray vector) {
        return JniUtils.slice(vector, 0, 0, store.layout().regularisedSize(), 1);
    }

    final List<ParameterLayout.Slot> regularisedSlots() {
        return store.layout().regularised();
    }

    private static PtNDArray handle(PtNDArray array, NDManager scratch) {
        PtNDArray handle = JniUtils.detachGradient(array);
        handle.attach(scratch);
        return handle;
    }

    /** A copy of the state, as {@link org.s2r2.backend.EncoderModel#optimizerState} names it. */
    Map<String, HostArray> export() {
        Map<String, HostArray> found = new LinkedHashMap<>();
        state.forEach((name, vector) -> found.putAll(store.split(vector, "." + name)));
        return found;
    }

    /** @throws IllegalArgumentException if a part is missing or has another shape; nothing is changed then */
    void restore(Map<String, HostArray> found) {
        Map<String, float[]> vectors = new LinkedHashMap<>();
        state.keySet().forEach(name -> vectors.put(name, store.layout().join(found, "." + name)));
        vectors.forEach((name, values) -> ParameterStore.overwrite(state.get(name), 0, values));
    }
}
