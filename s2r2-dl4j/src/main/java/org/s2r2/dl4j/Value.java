package org.s2r2.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array on its way between two layers. Images are [N, H, W, C], so that the channels of a pixel lie side by side;
 * tokens are [N, T, C], and everything else is [N, C].
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

    /** What a layer takes. */
    enum Kind {
        ROWS("(rows, channels)"),
        TOKENS("(images, tokens, channels)"),
        IMAGES("(images, height, width, channels)");

        private final String axes;

        Kind(String axes) {
            this.axes = axes;
        }
    }

    Kind kind() {
        return Kind.values()[array.rank() - 2];
    }

    /** The channels of an image or a token, or the columns of a row. */
    long channels() {
        return array.size(array.rank() - 1);
    }

    /**
     * Checks what a layer is to take.
     *
     * @param layer what messages call the layer
     * @throws IllegalArgumentException if this is of none of these kinds or has another number of channels
     */
    void require(String layer, long channels, Kind... kinds) {
        if (!List.of(kinds).contains(kind()) || channels() != channels) {
            String allowed = Stream.of(kinds)
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
            throw new IllegalArgumentException(layer + " takes " + allowed + " of " + channels + " channels, found "
                    + Arrays.toString(shape()) + " " + kind().axes);
        }
    }

    /**
     * Checks what a part of a layer gave.
     *
     * @throws IllegalArgumentException if this has another shape
     */
    void requireShape(String layer, long... shape) {
        if (!Arrays.equals(shape(), shape)) {
            throw new IllegalArgumentException(
                    layer + " takes factors " + Arrays.toString(shape) + ", found " + Arrays.toString(shape()));
        }
    }

    /** The values of each channel. */
    long valuesPerChannel() {
        return array.length() / channels();
    }
}
