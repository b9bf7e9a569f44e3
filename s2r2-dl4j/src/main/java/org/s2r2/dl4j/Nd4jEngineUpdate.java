package org.s2r2.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.EngineUpdate;
import org.s2r2.backend.ParameterLayout.Range;
import org.s2r2.backend.ParameterLayout.Slot;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;

/** The update by operations of ND4J, on any device. Its parts are as long as they may be, because a call costs more than what it computes on a few numbers. */
final class Nd4jEngineUpdate extends EngineUpdate {

    private final Weights weights;
    private final Map<String, INDArray> state = new LinkedHashMap<>();
    private final INDArray scratch;
    private final INDArray product;

    Nd4jEngineUpdate(Weights weights, Optimizer optimizer) {
        super(weights.layout(), optimizer, Integer.MAX_VALUE, false);
        this.weights = weights;
        this.scratch = Pool.allocate(weights.layout().size());
        this.product = Pool.allocate(weights.layout().size());
        optimizer.state().forEach(name -> state.put(name, Pool.allocate(weights.layout().size()).assign(0)));
    }

    @Override
    public void apply(StepRates rates, Set<String> frozen) {
        super.apply(rates, frozen);
        weights.gradient().assign(0);
    }

    @Override
    protected FloatVector weights(Range range) {
        return part(weights.vector(), range);
    }

    @Override
    protected FloatVector gradient(Range range) {
        return part(weights.gradient(), range);
    }

    @Override
    protected FloatVector state(String name, Range range) {
        return part(state.get(name), range);
    }

    @Override
    protected FloatVector scratch(Range range) {
        return part(scratch, range);
    }

    private FloatVector part(INDArray vector, Range range) {
        return new Nd4jVector(
                Pool.shaped(vector, range.from(), range.size()), Pool.shaped(product, range.from(), range.size()));
    }

    @Override
    protected double[] norms(List<Slot> slots) {
        return Stream.of(weights.vector(), weights.gradient())
                .flatMapToDouble(vector -> slots.stream().flatMapToDouble(slot -> DoubleStream.of(
                        Pool.shaped(vector, slot.offset(), slot.parameter().size()).norm2Number().doubleValue())))
                .toArray();
    }

    @Override
    protected float[] read(String name) {
        return Transfer.floats(state.get(name));
    }

    @Override
    protected void write(String name, float[] values) {
        Transfer.write(state.get(name), values);
    }

    @Override
    public void close() {
        state.values().forEach(INDArray::close);
        scratch.close();
        product.close();
    }
}
