package org.s2r2.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.dl4j.Operations.Window;
import org.s2r2.parallel.ParallelTasks;

/**
 * A convolution whose every channel is a group, in the host's memory, forward and backward. ND4J's own computes it as many
 * small products of matrices, several times slower, and has ended the process in them.
 *
 * <p>Every pixel and every tap of the kernel is an array of its channels that begins at 0: so a processor computes many
 * channels at once, which it does not where arrays are read from a position on.
 */
final class HostDepthwise {

    /** Parts of the images whose sums lie apart: so the result does not depend on the number of threads. */
    private static final int PARTS = 16;

    private final int channels;
    private final int kernel;
    private final Window window;
    private final long[] in;
    private final long[] out;

    /**
     * @param kernel its height and width
     * @param in the shape of the images, [N, H, W, C]
     */
    HostDepthwise(int kernel, Window window, long[] in) {
        this.channels = Math.toIntExact(in[3]);
        this.kernel = kernel;
        this.window = window;
        this.in = in;
        this.out = window.of(in);
    }

    private interface Tap {
        void at(int output, int tap, int input);
    }

    /** Calls for every pixel of the output and every tap of the kernel that lies on a pixel of the input. */
    private void forEachTap(int output, Tap action) {
        int stride = (int) window.stride();
        int top = output / (int) out[2] * stride - (int) window.padding();
        int left = output % (int) out[2] * stride - (int) window.padding();
        int height = (int) in[1];
        int width = (int) in[2];
        for (int k = Math.max(0, -top); k < Math.min(kernel, height - top); k++) {
            for (int l = Math.max(0, -left); l < Math.min(kernel, width - left); l++) {
                action.at(output, k * kernel + l, (top + k) * width + left + l);
            }
        }
    }

    /**
     * y = the convolution of x.
     *
     * @param weight [C, 1, kernel, kernel]
     * @param bias [C]; null for none
     */
    Runnable forward(INDArray x, INDArray weight, INDArray bias, INDArray y) {
        FloatBuffer images = Transfer.memory(x);
        FloatBuffer taps = Transfer.memory(weight);
        FloatBuffer shifts = bias == null ? null : Transfer.memory(bias);
        FloatBuffer results = Transfer.memory(y);
        return () -> {
            float[][] w = taps(taps);
            float[] shift = new float[channels];
            if (shifts != null) {
                shifts.get(0, shift);
            }
            ParallelTasks.run((int) in[0], Nd4j.getEnvironment().maxMasterThreads(), () -> {
                float[][] pixels = new float[area(in)][channels];
                float[] sum = new float[channels];
                return image -> {
                    read(images, image * pixels.length, pixels);
                    for (int output = 0; output < area(out); output++) {
                        System.arraycopy(shift, 0, sum, 0, channels);
                        forEachTap(output, (at, tap, input) -> addProduct(sum, w[tap], pixels[input]));
                        results.put((image * area(out) + output) * channels, sum);
                    }
                };
            });
        };
    }

    /**
     * The gradients at x and at the weights, of the gradient at y.
     *
     * @param dx where that at x goes; null where it is not wanted
     */
    Runnable backward(INDArray x, INDArray weight, INDArray gradient, INDArray dx, INDArray weightGradient) {
        FloatBuffer images = Transfer.memory(x);
        FloatBuffer taps = Transfer.memory(weight);
        FloatBuffer gradients = Transfer.memory(gradient);
        FloatBuffer atImages = dx == null ? null : Transfer.memory(dx);
        FloatBuffer atTaps = Transfer.memory(weightGradient);
        int count = (int) in[0];
        int parts = Math.min(PARTS, count);
        return () -> {
            float[][] w = taps(taps);
            float[][][] sums = new float[parts][kernel * kernel][channels];
            ParallelTasks.run(parts, Nd4j.getEnvironment().maxMasterThreads(), () -> {
                float[][] pixels = new float[area(in)][channels];
                float[][] back = new float[area(in)][channels];
                float[] g = new float[channels];
                return part -> {
                    for (int image = part * count / parts; image < (part + 1) * count / parts; image++) {
                        read(images, image * pixels.length, pixels);
                        for (float[] pixel : back) {
                            Arrays.fill(pixel, 0);
                        }
                        for (int output = 0; output < area(out); output++) {
                            gradients.get((image * area(out) + output) * channels, g);
                            forEachTap(output, (at, tap, input) -> {
                                addProduct(sums[part][tap], pixels[input], g);
                                addProduct(back[input], w[tap], g);
                            });
                        }
                        for (int i = 0; atImages != null && i < back.length; i++) {
                            atImages.put((image * back.length + i) * channels, back[i]);
                        }
                    }
                };
            });
            write(sums, atTaps);
        };
    }

    private void write(float[][][] sums, FloatBuffer atTaps) {
        for (int tap = 0; tap < kernel * kernel; tap++) {
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (float[][] part : sums) {
                    sum += part[tap][c];
                }
                atTaps.put(c * kernel * kernel + tap, sum);
            }
        }
    }

    private static void addProduct(float[] sum, float[] a, float[] b) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += a[c] * b[c];
        }
    }

    private float[][] taps(FloatBuffer weight) {
        float[][] taps = new float[kernel * kernel][channels];
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < taps.length; tap++) {
                taps[tap][c] = weight.get(c * taps.length + tap);
            }
        }
        return taps;
    }

    private void read(FloatBuffer from, int first, float[][] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            from.get((first + i) * channels, pixels[i]);
        }
    }

    private static int area(long[] images) {
        return Math.toIntExact(images[1] * images[2]);
    }
}
