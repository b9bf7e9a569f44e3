package org.s2r2.dl4j;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of ones and zeros, made once for each length. */
final class Constants implements AutoCloseable {

    private final Map<Long, INDArray> ones = new HashMap<>();
    private final Map<Long, INDArray> zeros = new HashMap<>();

    /** Ones of this shape; they are not to be written to. */
    INDArray ones(long... shape) {
        return filled(ones, 1, shape);
    }

    /** Zeros of this shape; they are not to be written to. */
    INDArray zeros(long... shape) {
        return filled(zeros, 0, shape);
    }

    private static INDArray filled(Map<Long, INDArray> known, double value, long[] shape) {
        long length = 1;
        for (long axis : shape) {
            length *= axis;
        }
        return Pool.shaped(known.computeIfAbsent(length, size -> Pool.allocate(size).assign(value)), 0, shape);
    }

    @Override
    public void close() {
        ones.values().forEach(INDArray::close);
        zeros.values().forEach(INDArray::close);
    }
}
