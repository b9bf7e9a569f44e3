package org.s2r2.testkit.sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** A tiny encoder with every kind of layer, random weights, and batches of random pixels. */
public final class Samples {

    public static final Encoder TINY = tiny();

    private Samples() {}

    private static Encoder tiny() {
        Layer down = new Layer.Residual(
                Layer.Sequential.of(new Layer.Conv2d("down", 4, 6, 3, 2, 1, false), new Layer.BatchNorm("down_bn", 6)),
                Optional.of(Layer.Sequential.of(
                        new Layer.Conv2d("short", 4, 6, 1, 2, 0, false), new Layer.BatchNorm("short_bn", 6))));
        Layer same = new Layer.Residual(
                Layer.Sequential.of(new Layer.Conv2d("same", 6, 6, 3, 1, 1, false), new Layer.Relu()),
                Optional.empty());
        Layer backbone = Layer.Sequential.of(
                new Layer.Conv2d("stem", 3, 4, 3, 1, 1, true),
                new Layer.BatchNorm("stem_bn", 4, 0.3, 1e-4),
                new Layer.Relu(),
                new Layer.MaxPool(3, 2, 1),
                down,
                new Layer.Relu(),
                same,
                new Layer.GlobalAvgPool());
        Layer head = Layer.Sequential.of(
                new Layer.Linear("head0", 6, 5, true),
                new Layer.BatchNorm("head_bn", 5),
                new Layer.Relu(),
                new Layer.Linear("head1", 5, 4, false),
                new Layer.L2Normalize());
        return new Encoder("tiny", backbone, 6, head, 4);
    }

    /**
     * Random values for every parameter: weights with variance 1 / inputs, scales and running variances from 0.5 to
     * 1.5, and all others with standard deviation 0.4.
     */
    public static Map<String, HostArray> weights(List<Parameter> parameters, long seed) {
        Random random = new Random(seed);
        Map<String, HostArray> weights = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            float[] values = new float[parameter.size()];
            float deviation = parameter.drawnAs() == Parameter.Role.WEIGHT
                    ? (float) Math.sqrt((double) parameter.shape()[0] / parameter.size())
                    : 0.4f;
            for (int i = 0; i < values.length; i++) {
                boolean positive = parameter.drawnAs() == Parameter.Role.RUNNING_VARIANCE
                        || parameter.drawnAs() == Parameter.Role.NORM_SCALE;
                values[i] = positive ? 0.5f + random.nextFloat() : deviation * (float) random.nextGaussian();
            }
            weights.put(parameter.name(), new HostArray(parameter.shape(), values));
        }
        return weights;
    }

    /** Normally distributed pixels [rows, 3, size, size] in a direct buffer. */
    public static FloatBuffer pixels(int rows, int size, long seed) {
        FloatBuffer pixels = ByteBuffer.allocateDirect(rows * 3 * size * size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        Random random = new Random(seed);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (float) random.nextGaussian());
        }
        return pixels;
    }

    /** Two views of 8 x 8 pixels and one of 6 x 6 of each image. */
    public static ViewBatch twoSizes(int images, long seed) {
        return batch(
                images,
                new ViewBlock(2, images, 8, pixels(2 * images, 8, seed)),
                new ViewBlock(1, images, 6, pixels(images, 6, seed + 1)));
    }

    /** A batch of these blocks, whose images all have index 0 in the dataset. */
    public static ViewBatch batch(int images, ViewBlock... blocks) {
        return batch(new int[images], blocks);
    }

    /** A batch of these blocks and images. */
    public static ViewBatch batch(int[] imageIndices, ViewBlock... blocks) {
        return new ViewBatch() {
            @Override
            public List<ViewBlock> blocks() {
                return List.of(blocks);
            }

            @Override
            public int[] imageIndices() {
                return imageIndices.clone();
            }

            @Override
            public void close() {}
        };
    }

    /** Normally distributed values. */
    public static float[] gaussian(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The same values in double precision. */
    public static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
