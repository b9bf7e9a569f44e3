package org.s2r2.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import org.s2r2.encoder.Layer;

/** Turns layers that make one value of a window of pixels into libtorch calls. */
final class PoolCompiler {

    private PoolCompiler() {}

    /** Null if the layer is none of these. */
    static CompiledLayer compile(Layer layer) {
        if (layer instanceof Layer.MaxPool pool) {
            Shape kernel = square(pool.kernel());
            Shape stride = square(pool.stride());
            Shape padding = square(pool.padding());
            return (x, pass) -> JniUtils.maxPool(x, kernel, stride, padding, false);
        }
        if (layer instanceof Layer.AvgPool pool) {
            Shape kernel = square(pool.kernel());
            Shape stride = square(pool.stride());
            Shape padding = square(pool.padding());
            return (x, pass) -> JniUtils.avgPool(x, kernel, stride, padding, false, true);
        }
        if (layer instanceof Layer.AdaptiveAvgPool pool) {
            return (x, pass) -> JniUtils.adaptiveAvgPool(x, square(pool.size()));
        }
        return layer instanceof Layer.GlobalAvgPool ? (x, pass) -> globalAvgPool(x) : null;
    }

    private static PtNDArray globalAvgPool(PtNDArray x) {
        try (PtNDArray pooled = JniUtils.adaptiveAvgPool(x, square(1))) {
            return JniUtils.reshape(pooled, Arrays.copyOf(pooled.getShape().getShape(), 2));
        }
    }

    private static Shape square(int length) {
        return new Shape(length, length);
    }
}
