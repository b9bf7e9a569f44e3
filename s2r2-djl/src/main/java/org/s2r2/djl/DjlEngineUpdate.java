package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.EngineUpdate;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;

/** The update by operations of libtorch, on any device. No part crosses a parameter, whose gradients lie in arrays of their own. */
final class DjlEngineUpdate extends EngineUpdate {

    private static final String WEIGHTS = "";

    private final ParameterStore store;
    private final Map<String, PtNDArray> state = new LinkedHashMap<>();
    private final Map<String, Map<Range, PtNDArray>> parts = new HashMap<>();
    private final PtNDArray scratch;
    private final Map<Double, PtNDArray> numbers = new HashMap<>();
    private NDManager update;

    DjlEngineUpdate(ParameterStore store, Optimizer optimizer) {
        super(store.layout(), optimizer, Integer.MAX_VALUE, true);
        this.store = store;
        NDManager manager = store.vector().getManager();
        for (String name : optimizer.state()) {
            state.put(name, (PtNDArray) manager.zeros(new Shape(store.layout().size())));
        }
        scratch = (PtNDArray) manager.zeros(new Shape(store.layout().size()));
    }

    @Override
    public void apply(StepRates rates, Set<String> frozen) {
        try (NDManager scope = store.vector().getManager().newSubManager()) {
            update = scope;
            super.apply(rates, frozen);
        } finally {
            update = null;
            numbers.clear();
        }
        store.zeroGradients();
    }

    @Override
    protected FloatVector weights(Range range) {
        return part(WEIGHTS, store.vector(), range);
    }

    @Override
    protected FloatVector state(String name, Range range) {
        return part(name, state.get(name), range);
    }

    private FloatVector part(String name, PtNDArray vector, Range range) {
        return vector(parts.computeIfAbsent(name, key -> new HashMap<>())
                .computeIfAbsent(range, key -> JniUtils.slice(vector, 0, key.from(), key.to(), 1)));
    }

    @Override
    protected FloatVector gradient(Range range) {
        Slot slot = store.layout().slots().get(range.slot());
        return vector(JniUtils.slice(
                store.gradient(slot, update), 0, range.from() - slot.offset(), range.to() - slot.offset(), 1));
    }

    @Override
    protected FloatVector scratch(Range range) {
        PtNDArray part = JniUtils.slice(scratch, 0, 0, range.size(), 1);
        part.attach(update);
        return vector(part);
    }

    private FloatVector vector(PtNDArray array) {
        return new DjlVector(array, this::number);
    }

    private PtNDArray number(double value) {
        return numbers.computeIfAbsent(value, key -> (PtNDArray) update.create(key.floatValue()));
    }

    /** With one wait for the device for all of them. */
    @Override
    protected double[] norms(List<Slot> slots) {
        List<PtNDArray> norms = new ArrayList<>();
        for (Slot slot : slots) {
            PtNDArray weights = JniUtils.slice(store.vector(), 0, slot.offset(), slot.end(), 1);
            weights.attach(update);
            norms.add(JniUtils.norm(weights, 2, new int[] {0}, true));
        }
        for (Slot slot : slots) {
            norms.add(JniUtils.norm(store.gradient(slot, update), 2, new int[] {0}, true));
        }
        return norms.isEmpty() ? new double[0] : Transfer.doubles(JniUtils.cat(norms.toArray(PtNDArray[]::new), 0));
    }

    @Override
    protected float[] read(String name) {
        return Transfer.floats(state.get(name));
    }

    @Override
    protected void write(String name, float[] values) {
        ParameterStore.overwrite(state.get(name), 0, values);
    }

    /** The vectors are those of the model's manager, which closes them. */
    @Override
    public void close() {}
}
