package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.ForwardViews;
import org.s2r2.backend.Pass;

/**
 * A network compiled for batches of one shape and one kind of pass: the operations of its forward and, in training, its
 * backward pass, and the memory they keep between the two. It reads and writes the weights where they lie, so that it
 * stays valid while they change.
 */
final class Program implements AutoCloseable {

    private final Weights weights;
    private final Pool pool;
    private final Constants constants;
    private final Pass pass;
    private final ForwardViews views;
    private final Operations forward;
    private final Operations backward;
    private final List<INDArray> kept;

    Program(Weights weights, Pool pool, Constants constants, Pass pass) {
        this(weights, pool, constants, pass, new ForwardViews(), new Operations(constants), new Operations(constants),
                new ArrayList<>());
    }

    private Program(Weights weights, Pool pool, Constants constants, Pass pass, ForwardViews views, Operations forward,
            Operations backward, List<INDArray> kept) {
        this.weights = weights;
        this.pool = pool;
        this.constants = constants;
        this.pass = pass;
        this.views = views;
        this.forward = forward;
        this.backward = backward;
        this.kept = kept;
    }

    /** The same program, for layers that compute in it as in evaluation; it is closed with this one. */
    Program evaluation() {
        return new Program(weights, pool, constants, Pass.EVALUATION, views, forward, backward, kept);
    }

    Weights weights() {
        return weights;
    }

    Constants constants() {
        return constants;
    }

    Pass pass() {
        return pass;
    }

    /** The views that pass forward, whenever the program runs. */
    ForwardViews views() {
        return views;
    }

    /** Whether there is a backward pass. */
    boolean training() {
        return pass == Pass.TRAINING;
    }

    Operations forward() {
        return forward;
    }

    Operations backward() {
        return backward;
    }

    /** Memory for the output of a layer: kept for the backward pass in training, else leased. */
    Value activation(long... shape) {
        return training() ? new Value(keep(shape), null, true) : lease(shape);
    }

    /** Memory until {@link #release}. */
    Value lease(long... shape) {
        Pool.Lease lease = pool.lease(shape);
        return new Value(lease.view(shape), lease, true);
    }

    /** Memory for as long as the program. */
    INDArray keep(long... shape) {
        INDArray array = Pool.allocate(shape);
        kept.add(array);
        return array;
    }

    /** Gives back leased memory: what is compiled after this may overwrite it. Kept and shared values stay. */
    void release(Value value) {
        if (value.lease() != null) {
            pool.release(value.lease());
        }
    }

    /** A gradient, or null where it is not wanted, with its memory given back. */
    Value wanted(Value gradient, boolean isWanted) {
        if (isWanted) {
            return gradient;
        }
        release(gradient);
        return null;
    }

    /** Gives back the memory of an input, unless the output was written over it. */
    void releaseUnlessSame(Value input, Value output) {
        if (input.lease() != output.lease()) {
            release(input);
        }
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
        kept.forEach(INDArray::close);
    }
}
