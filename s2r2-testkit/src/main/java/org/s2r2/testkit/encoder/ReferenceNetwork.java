package org.s2r2.testkit.encoder;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.s2r2.backend.ForwardViews;
import org.s2r2.encoder.Layer;
import org.s2r2.tensor.HostArray;

/**
 * The meaning of a {@link Layer} tree, in double precision and plain loops: an oracle for backends, on tiny shapes. It
 * follows the definitions of the layers word for word and knows no gradient; tests take finite differences of it.
 */
public final class ReferenceNetwork {

    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final ForwardViews views = new ForwardViews();

    /**
     * Values with a shape, row-major.
     *
     * @param shape the lengths of the axes
     * @param values as many as the product of the lengths
     */
    public record Values(int[] shape, double[] values) {

        double at(int n, int c, int h, int w) {
            return values[((n * shape[1] + c) * shape[2] + h) * shape[3] + w];
        }
    }

    /** @param weights every parameter of the layers to come, running statistics included; they are copied */
    public ReferenceNetwork(Map<String, HostArray> weights) {
        weights.forEach((name, array) -> {
            double[] wide = new double[array.values().length];
            Arrays.setAll(wide, i -> array.values()[i]);
            this.weights.put(name, wide);
        });
    }

    /** A parameter's values, to read (running statistics after a forward in training) or to change (a difference). */
    public double[] weight(String name) {
        double[] found = weights.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no weight " + name);
        }
        return found;
    }

    /**
     * The output of a layer.
     *
     * @param x the views, of which drop path drops some
     * @param training whether batch norm uses the statistics of x, and moves the running ones, and drop path drops views; or
     *     batch norm uses the running ones
     */
    public Values forward(Layer layer, Values x, boolean training) {
        FloatBuffer pixels = FloatBuffer.allocate(x.values().length);
        for (double value : x.values()) {
            pixels.put((float) value);
        }
        views.begin(pixels.flip(), x.shape()[0]);
        return apply(layer, x, training);
    }

    private Values apply(Layer layer, Values x, boolean training) {
        if (layer instanceof Layer.Conv2d conv) {
            return convolution(conv, x);
        }
        if (layer instanceof Layer.BatchNorm norm) {
            return batchNorm(norm, x, training);
        }
        if (layer instanceof Layer.Relu) {
            return new Values(x.shape(), Arrays.stream(x.values()).map(value -> Math.max(value, 0)).toArray());
        }
        if (layer instanceof Layer.Hardsigmoid) {
            return new Values(x.shape(), Arrays.stream(x.values()).map(ReferenceNetwork::hardsigmoid).toArray());
        }
        if (layer instanceof Layer.Hardswish) {
            return new Values(x.shape(), Arrays.stream(x.values()).map(value -> value * hardsigmoid(value)).toArray());
        }
        if (layer instanceof Layer.Linear linear) {
            return x.shape().length == 4
                    ? ReferenceTokens.eachPixel(x, pixels -> linear(linear, pixels))
                    : linear(linear, x);
        }
        if (layer instanceof Layer.L2Normalize normalize) {
            return normalize(normalize, x);
        }
        if (layer instanceof Layer.Sequential sequential) {
            Values current = x;
            for (Layer next : sequential.layers()) {
                current = apply(next, current, training);
            }
            return current;
        }
        if (layer instanceof Layer.Frozen frozen) {
            return apply(frozen.body(), x, false);
        }
        if (layer instanceof Layer.Residual residual) {
            Values body = apply(residual.body(), x, training);
            Values shortcut = residual.shortcut().map(way -> apply(way, x, training)).orElse(x);
            double[] sum = new double[body.values().length];
            Arrays.setAll(sum, i -> body.values()[i] + shortcut.values()[i]);
            return new Values(body.shape(), sum);
        }
        if (layer instanceof Layer.DropPath path) {
            return training ? timesRows(x, views.factors(path)) : x;
        }
        if (layer instanceof Layer.LayerScale scale) {
            double[] factors = weight(scale.name());
            return timesChannels(x, channel -> factors[channel % scale.features()]);
        }
        if (layer instanceof Layer.ChannelGate gate) {
            double[] factors = apply(gate.gate(), x, training).values();
            return timesChannels(x, channel -> factors[channel]);
        }
        return ReferencePools.takes(layer)
                ? ReferencePools.forward(layer, x)
                : new ReferenceTokens(this::weight).forward(layer, x);
    }

    private static double hardsigmoid(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    private static Values timesRows(Values x, float[] factors) {
        int length = x.values().length / factors.length;
        double[] out = new double[x.values().length];
        Arrays.setAll(out, i -> x.values()[i] * factors[i / length]);
        return new Values(x.shape(), out);
    }

    /** Each channel of each image times its factor; those of the second image follow those of the first. */
    private static Values timesChannels(Values x, IntToDoubleFunction factor) {
        int area = x.shape()[2] * x.shape()[3];
        double[] out = new double[x.values().length];
        Arrays.setAll(out, i -> x.values()[i] * factor.applyAsDouble(i / area));
        return new Values(x.shape(), out);
    }

    private Values convolution(Layer.Conv2d conv, Values x) {
        double[] weight = weight(conv.name() + ".weight");
        int[] in = x.shape();
        int height = ReferencePools.windows(in[2], conv.kernel(), conv.stride(), conv.padding());
        int width = ReferencePools.windows(in[3], conv.kernel(), conv.stride(), conv.padding());
        int partIn = conv.in() / conv.groups();
        int partOut = conv.out() / conv.groups();
        double[] out = new double[in[0] * conv.out() * height * width];
        int at = 0;
        for (int n = 0; n < in[0]; n++) {
            for (int o = 0; o < conv.out(); o++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        double sum = conv.bias() ? weight(conv.name() + ".bias")[o] : 0;
                        for (int c = 0; c < partIn; c++) {
                            for (int k = 0; k < conv.kernel(); k++) {
                                for (int l = 0; l < conv.kernel(); l++) {
                                    int h = i * conv.stride() - conv.padding() + k;
                                    int w = j * conv.stride() - conv.padding() + l;
                                    if (h >= 0 && h < in[2] && w >= 0 && w < in[3]) {
                                        int tap = ((o * partIn + c) * conv.kernel() + k) * conv.kernel() + l;
                                        sum += weight[tap] * x.at(n, o / partOut * partIn + c, h, w);
                                    }
                                }
                            }
                        }
                        out[at++] = sum;
                    }
                }
            }
        }
        return new Values(new int[] {in[0], conv.out(), height, width}, out);
    }

    private Values batchNorm(Layer.BatchNorm norm, Values x, boolean training) {
        double[] runningMean = weight(norm.name() + ".running_mean");
        double[] runningVariance = weight(norm.name() + ".running_var");
        int rows = x.shape()[0];
        int area = x.values().length / rows / norm.features();
        double[] out = new double[x.values().length];
        for (int c = 0; c < norm.features(); c++) {
            double mean = runningMean[c];
            double variance = runningVariance[c];
            if (training) {
                int count = rows * area;
                mean = 0;
                for (int n = 0; n < rows; n++) {
                    for (int i = 0; i < area; i++) {
                        mean += x.values()[(n * norm.features() + c) * area + i] / count;
                    }
                }
                double squares = 0;
                for (int n = 0; n < rows; n++) {
                    for (int i = 0; i < area; i++) {
                        double centred = x.values()[(n * norm.features() + c) * area + i] - mean;
                        squares += centred * centred;
                    }
                }
                variance = squares / count;
                double unbiased = squares / (count - 1);
                runningMean[c] = (1 - norm.momentum()) * runningMean[c] + norm.momentum() * mean;
                runningVariance[c] = (1 - norm.momentum()) * runningVariance[c] + norm.momentum() * unbiased;
            }
            for (int n = 0; n < rows; n++) {
                for (int i = 0; i < area; i++) {
                    int at = (n * norm.features() + c) * area + i;
                    double normal = (x.values()[at] - mean) / Math.sqrt(variance + norm.epsilon());
                    out[at] = normal * weight(norm.name() + ".weight")[c] + weight(norm.name() + ".bias")[c];
                }
            }
        }
        return new Values(x.shape(), out);
    }

    private Values linear(Layer.Linear linear, Values x) {
        double[] weight = weight(linear.name() + ".weight");
        int[] shape = x.shape().clone();
        int rows = x.values().length / linear.in();
        double[] out = new double[rows * linear.out()];
        for (int n = 0; n < rows; n++) {
            for (int o = 0; o < linear.out(); o++) {
                double sum = linear.bias() ? weight(linear.name() + ".bias")[o] : 0;
                for (int i = 0; i < linear.in(); i++) {
                    sum += weight[o * linear.in() + i] * x.values()[n * linear.in() + i];
                }
                out[n * linear.out() + o] = sum;
            }
        }
        shape[shape.length - 1] = linear.out();
        return new Values(shape, out);
    }

    private static Values normalize(Layer.L2Normalize normalize, Values x) {
        int columns = x.shape()[1];
        double[] out = new double[x.values().length];
        for (int n = 0; n < x.shape()[0]; n++) {
            double squares = 0;
            for (int c = 0; c < columns; c++) {
                squares += x.values()[n * columns + c] * x.values()[n * columns + c];
            }
            double length = Math.sqrt(squares);
            for (int c = 0; c < columns && length > normalize.epsilon(); c++) {
                out[n * columns + c] = x.values()[n * columns + c] / length;
            }
        }
        return new Values(x.shape(), out);
    }
}
