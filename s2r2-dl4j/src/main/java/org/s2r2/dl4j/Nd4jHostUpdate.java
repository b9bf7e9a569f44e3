package org.s2r2.dl4j;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.HostMemoryUpdate;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;

/** The update of weights that ND4J keeps in the host's memory. */
final class Nd4jHostUpdate extends HostMemoryUpdate {

    private final Weights weights;
    private final Map<String, INDArray> state = new LinkedHashMap<>();

    Nd4jHostUpdate(Weights weights, Optimizer optimizer, int threads) {
        super(weights.layout(), optimizer, threads);
        this.weights = weights;
        optimizer.state().forEach(name -> state.put(name, Pool.allocate(weights.layout().size()).assign(0)));
    }

    @Override
    public void apply(StepRates rates, Set<String> frozen) {
        super.apply(rates, frozen);
        // The parts have set to 0 what they read; the gradients of frozen parameters are left.
        frozen.forEach(name -> weights.gradient(name).assign(0));
    }

    @Override
    protected FloatBuffer weights() {
        return Transfer.memory(weights.vector());
    }

    @Override
    protected FloatBuffer gradient(Slot slot) {
        return Transfer.memory(weights.gradient()).slice(slot.offset(), slot.parameter().size());
    }

    @Override
    protected FloatBuffer state(String name) {
        return Transfer.memory(state.get(name));
    }

    @Override
    public void close() {
        state.values().forEach(INDArray::close);
    }
}
