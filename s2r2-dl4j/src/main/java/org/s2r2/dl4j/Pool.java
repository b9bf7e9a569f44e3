package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory for values that live for a part of a pass only: gradients on their way back, scratch space, activations in
 * evaluation. Programs lease it while they are compiled, so that values whose lives do not overlap come to lie in the
 * same place; passes of different programs never overlap, and share all of it.
 */
final class Pool implements AutoCloseable {

    /** A piece of memory, for as long as it is leased. */
    static final class Lease {
        private final INDArray memory;
        private boolean free;

        private Lease(INDArray memory) {
            this.memory = memory;
        }

        /** An array of this shape at the start of the memory. */
        INDArray view(long... shape) {
            return shaped(memory, 0, shape);
        }
    }

    private final List<Lease> leases = new ArrayList<>();

    /** The smallest free memory that holds so many values, or new memory. */
    Lease lease(long... shape) {
        long length = length(shape);
        Lease lease = leases.stream()
                .filter(candidate -> candidate.free && candidate.memory.length() >= length)
                .min(Comparator.comparingLong(candidate -> candidate.memory.length()))
                .orElseGet(() -> add(length));
        lease.free = false;
        return lease;
    }

    private Lease add(long length) {
        Lease lease = new Lease(allocate(length));
        leases.add(lease);
        return lease;
    }

    void release(Lease lease) {
        if (lease.free) {
            throw new IllegalStateException("memory was released twice");
        }
        lease.free = true;
    }

    /** New memory with any content; whoever asks for it closes it. */
    static INDArray allocate(long... shape) {
        return Nd4j.createUninitialized(DataType.FLOAT, shape);
    }

    /** A row-major array on the memory of a vector, from a position on. */
    static INDArray shaped(INDArray vector, long offset, long... shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return Nd4j.create(vector.data(), shape, strides, offset, 'c');
    }

    private static long length(long[] shape) {
        long length = 1;
        for (long axis : shape) {
            length = Math.multiplyExact(length, axis);
        }
        return length;
    }

    @Override
    public void close() {
        leases.forEach(lease -> lease.memory.close());
        leases.clear();
    }
}
