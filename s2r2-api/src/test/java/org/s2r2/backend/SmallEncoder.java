package org.s2r2.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** An encoder of three layers with weights, and batches of random pixels for it. */
final class SmallEncoder {

    static final Encoder ENCODER = new Encoder(
            "small",
            Layer.Sequential.of(new Layer.Conv2d("conv", 3, 5, 3, 1, 1, true), new Layer.BatchNorm("norm", 5),
                    new Layer.Relu(), new Layer.GlobalAvgPool()),
            5,
            Layer.Sequential.of(new Layer.Linear("linear", 5, 3, true)),
            3);

    private static final int IMAGES = 4;
    private static final int SIZE = 4;

    private SmallEncoder() {}

    static float[] gaussian(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Two views of 4 images of 4 x 4 pixels. */
    static ViewBatch batch(long seed) {
        int values = 2 * IMAGES * 3 * SIZE * SIZE;
        FloatBuffer pixels = ByteBuffer.allocateDirect(values * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(gaussian(values, seed))
                .rewind();
        List<ViewBlock> blocks = List.of(new ViewBlock(2, IMAGES, SIZE, pixels));
        return new ViewBatch() {
            @Override
            public List<ViewBlock> blocks() {
                return blocks;
            }

            @Override
            public int[] imageIndices() {
                return new int[IMAGES];
            }

            @Override
            public void close() {}
        };
    }
}
