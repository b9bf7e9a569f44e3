package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.dl4j.Operations.Window;

/** More images than parts that are added up, by the definition in double precision. */
class HostDepthwiseTest {

    private static final int IMAGES = 37;
    private static final int HEIGHT = 6;
    private static final int WIDTH = 9;
    private static final int CHANNELS = 5;

    private final int threads = Nd4j.getEnvironment().maxMasterThreads();

    @AfterEach
    void restore() {
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
    }

    private static INDArray random(long seed, long... shape) {
        INDArray array = Pool.allocate(shape);
        Random random = new Random(seed);
        float[] values = new float[Math.toIntExact(array.length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Transfer.write(array, values);
        return array;
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1", "3, 2, 1", "5, 2, 2", "7, 1, 3", "2, 2, 0"})
    void valuesAndGradientsAreThoseOfTheDefinition(int kernel, int stride, int padding) {
        Window window = Window.square(kernel, stride, padding);
        long[] in = {IMAGES, HEIGHT, WIDTH, CHANNELS};
        long[] out = window.of(in);
        INDArray x = random(1, in);
        INDArray weight = random(2, CHANNELS, 1, kernel, kernel);
        INDArray bias = random(3, CHANNELS);
        INDArray gradient = random(4, out);
        double[] y = new double[(int) gradient.length()];
        double[] dx = new double[(int) x.length()];
        double[] dw = new double[(int) weight.length()];
        float[] images = Transfer.floats(x);
        float[] w = Transfer.floats(weight);
        float[] g = Transfer.floats(gradient);
        for (int at = 0; at < y.length; at++) {
            int c = at % CHANNELS;
            int column = at / CHANNELS % (int) out[2];
            int row = at / CHANNELS / (int) out[2] % (int) out[1];
            int image = at / CHANNELS / (int) out[2] / (int) out[1];
            y[at] = bias.getDouble(c);
            for (int tap = 0; tap < kernel * kernel; tap++) {
                int h = row * stride - padding + tap / kernel;
                int v = column * stride - padding + tap % kernel;
                if (h >= 0 && h < HEIGHT && v >= 0 && v < WIDTH) {
                    int from = ((image * HEIGHT + h) * WIDTH + v) * CHANNELS + c;
                    y[at] += (double) images[from] * w[c * kernel * kernel + tap];
                    dx[from] += (double) g[at] * w[c * kernel * kernel + tap];
                    dw[c * kernel * kernel + tap] += (double) g[at] * images[from];
                }
            }
        }
        HostDepthwise host = new HostDepthwise(kernel, window, in);
        INDArray found = Pool.allocate(out);
        INDArray atImages = Pool.allocate(in);
        INDArray atWeight = Pool.allocate(weight.shape());
        host.forward(x, weight, bias, found).run();
        host.backward(x, weight, gradient, atImages, atWeight).run();
        requireClose(found, y, 1e-5);
        requireClose(atImages, dx, 1e-5);
        requireClose(atWeight, dw, 1e-3);
    }

    private static void requireClose(INDArray found, double[] expected, double tolerance) {
        double[] values = new double[expected.length];
        float[] floats = Transfer.floats(found);
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        assertThat(values).containsExactly(expected, within(tolerance));
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        Window window = Window.square(3, 1, 1);
        long[] in = {IMAGES, HEIGHT, WIDTH, CHANNELS};
        INDArray x = random(1, in);
        INDArray weight = random(2, CHANNELS, 1, 3, 3);
        INDArray gradient = random(4, in);
        float[][] sums = new float[2][];
        for (int i = 0; i < 2; i++) {
            Nd4j.getEnvironment().setMaxMasterThreads(1 + i);
            INDArray atWeight = Pool.allocate(weight.shape());
            new HostDepthwise(3, window, in).backward(x, weight, gradient, null, atWeight).run();
            sums[i] = Transfer.floats(atWeight);
        }
        assertThat(sums[1]).containsExactly(sums[0]);
    }
}
