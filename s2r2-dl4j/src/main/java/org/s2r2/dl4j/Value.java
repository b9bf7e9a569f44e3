package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array on its way between two layers. Images are [N, H, W, C], so that the channels of a pixel lie side by side;
 * everything else is [N, C].
 *
 * @param array the values
 * @param lease the pooled memory it lies in, for whoever reads it last to release; null if it is kept
 * @param overwritable whether its only reader may write its own result over it
 */
record Value(INDArray array, Pool.Lease lease, boolean overwritable) {

    /** The same value for one of several readers. */
    Value shared() {
        return new Value(array, null, false);
    }

    /** The same value, which its maker still needs to read. */
    Value kept() {
        return new Value(array, lease, false);
    }

    /** The same values under another shape. */
    Value as(long... shape) {
        return new Value(Pool.shaped(array, array.offset(), shape), lease, overwritable);
    }

    long[] shape() {
        return array.shape();
    }

    boolean isImage() {
        return array.rank() == 4;
    }

    /** The channels of an image, or the columns of a row. */
    long channels() {
        return array.size(array.rank() - 1);
    }

    /** The values of each channel. */
    long valuesPerChannel() {
        return array.length() / channels();
    }
}
