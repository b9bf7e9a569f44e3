package org.s2r2.testkit.encoder;

import org.s2r2.encoder.Layer;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;

/** The layers of {@link ReferenceNetwork} that make one value of a window of pixels. */
final class ReferencePools {

    private ReferencePools() {}

    /** Whether {@link #forward} knows a layer. */
    static boolean takes(Layer layer) {
        return layer instanceof Layer.MaxPool
                || layer instanceof Layer.AvgPool
                || layer instanceof Layer.AdaptiveAvgPool
                || layer instanceof Layer.GlobalAvgPool;
    }

    /** The output of a layer, of [N, C, H, W]. */
    static Values forward(Layer layer, Values x) {
        if (layer instanceof Layer.MaxPool pool) {
            return windows(x, pool.kernel(), pool.stride(), pool.padding(), (values, n, c, top, left) -> {
                double largest = Double.NEGATIVE_INFINITY;
                for (int h = Math.max(top, 0); h < Math.min(top + pool.kernel(), values.shape()[2]); h++) {
                    for (int w = Math.max(left, 0); w < Math.min(left + pool.kernel(), values.shape()[3]); w++) {
                        largest = Math.max(largest, values.at(n, c, h, w));
                    }
                }
                return largest;
            });
        }
        if (layer instanceof Layer.AvgPool pool) {
            return windows(x, pool.kernel(), pool.stride(), pool.padding(), (values, n, c, top, left) -> {
                double sum = 0;
                for (int h = Math.max(top, 0); h < Math.min(top + pool.kernel(), values.shape()[2]); h++) {
                    for (int w = Math.max(left, 0); w < Math.min(left + pool.kernel(), values.shape()[3]); w++) {
                        sum += values.at(n, c, h, w);
                    }
                }
                return sum / (pool.kernel() * pool.kernel());
            });
        }
        if (layer instanceof Layer.AdaptiveAvgPool pool) {
            return adaptive(pool.size(), x);
        }
        Values mean = adaptive(1, x);
        return new Values(new int[] {x.shape()[0], x.shape()[1]}, mean.values());
    }

    /** The number of windows along an axis. */
    static int windows(int length, int kernel, int stride, int padding) {
        return (length + 2 * padding - kernel) / stride + 1;
    }

    private interface Window {
        double of(Values x, int n, int c, int top, int left);
    }

    private static Values windows(Values x, int kernel, int stride, int padding, Window window) {
        int[] in = x.shape();
        int height = windows(in[2], kernel, stride, padding);
        int width = windows(in[3], kernel, stride, padding);
        double[] out = new double[in[0] * in[1] * height * width];
        int at = 0;
        for (int n = 0; n < in[0]; n++) {
            for (int c = 0; c < in[1]; c++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        out[at++] = window.of(x, n, c, i * stride - padding, j * stride - padding);
                    }
                }
            }
        }
        return new Values(new int[] {in[0], in[1], height, width}, out);
    }

    private static Values adaptive(int size, Values x) {
        int[] in = x.shape();
        double[] out = new double[in[0] * in[1] * size * size];
        int at = 0;
        for (int n = 0; n < in[0]; n++) {
            for (int c = 0; c < in[1]; c++) {
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        out[at++] = mean(x, n, c, i, j, size);
                    }
                }
            }
        }
        return new Values(new int[] {in[0], in[1], size, size}, out);
    }

    private static double mean(Values x, int n, int c, int i, int j, int size) {
        int height = x.shape()[2];
        int width = x.shape()[3];
        double sum = 0;
        int count = 0;
        for (int h = i * height / size; h < Math.ceil((i + 1.0) * height / size); h++) {
            for (int w = j * width / size; w < Math.ceil((j + 1.0) * width / size); w++) {
                sum += x.at(n, c, h, w);
                count++;
            }
        }
        return sum / count;
    }
}
