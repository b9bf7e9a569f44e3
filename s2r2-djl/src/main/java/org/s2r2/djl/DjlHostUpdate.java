package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.HostMemoryUpdate;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;

/** The update of weights that libtorch keeps in the host's memory. */
final class DjlHostUpdate extends HostMemoryUpdate {

    private final ParameterStore store;
    private final Map<String, PtNDArray> state = new LinkedHashMap<>();
    private NDManager update;

    DjlHostUpdate(ParameterStore store, Optimizer optimizer, int threads) {
        super(store.layout(), optimizer, threads);
        this.store = store;
        NDManager manager = store.vector().getManager();
        for (String name : optimizer.state()) {
            state.put(name, (PtNDArray) manager.zeros(new Shape(store.layout().size())));
        }
    }

    @Override
    public void apply(StepRates rates, Set<String> frozen) {
        try (NDManager scope = store.vector().getManager().newSubManager()) {
            update = scope;
            super.apply(rates, frozen);
        } finally {
            update = null;
        }
        // The parts have set to 0 what they read; the gradients of frozen parameters are left.
        frozen.forEach(name -> JniUtils.zeroGrad(store.trainableArray(name)));
    }

    @Override
    protected FloatBuffer weights() {
        return memory(store.vector());
    }

    @Override
    protected FloatBuffer state(String name) {
        return memory(state.get(name));
    }

    @Override
    protected FloatBuffer gradient(Slot slot) {
        return store.hasGradient(slot) ? memory(store.gradient(slot, update)) : null;
    }

    private static FloatBuffer memory(PtNDArray vector) {
        return JniUtils.getByteBuffer(vector, true).asFloatBuffer();
    }

    /** The vectors are those of the model's manager, which closes them. */
    @Override
    public void close() {}
}
