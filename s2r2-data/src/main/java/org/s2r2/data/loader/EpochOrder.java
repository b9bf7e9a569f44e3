package org.s2r2.data.loader;

import org.s2r2.data.random.SplitMix64;

/** The order of a dataset's images in one epoch: a permutation that depends on (seed, epoch) alone. */
final class EpochOrder {

    /** Keeps the stream of the order apart from those of the views, whose last two keys are not negative. */
    private static final long ORDER_STREAM = -1;

    private final int[] order;
    private final int batchSize;

    EpochOrder(int images, int batchSize, long seed, int epoch) {
        this.order = SplitMix64.of(seed, epoch, ORDER_STREAM, ORDER_STREAM).permutation(images);
        this.batchSize = batchSize;
    }

    /** The dataset's index of an image in a batch. */
    int image(int batch, int position) {
        return order[batch * batchSize + position];
    }

    /** How many images outside a batch can stand in for bad ones in it. */
    int substitutes() {
        return order.length - batchSize;
    }

    /** The images that stand in for bad ones of a batch, in turn: those that follow it in the order, around the end. */
    int substitute(int batch, int turn) {
        return order[(int) (((batch + 1L) * batchSize + turn) % order.length)];
    }
}
