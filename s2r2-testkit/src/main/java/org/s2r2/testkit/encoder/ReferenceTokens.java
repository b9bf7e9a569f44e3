package org.s2r2.testkit.encoder;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;

/** The layers of {@link ReferenceNetwork} that make tokens, [N, T, C], or take them. */
final class ReferenceTokens {

    private final Function<String, double[]> weights;

    /** @param weights from a parameter's name to its values */
    ReferenceTokens(Function<String, double[]> weights) {
        this.weights = weights;
    }

    /** The output of a layer. */
    Values forward(Layer layer, Values x) {
        if (layer instanceof Layer.LayerNorm norm) {
            return x.shape().length == 4 ? eachPixel(x, pixels -> layerNorm(norm, pixels)) : layerNorm(norm, x);
        }
        if (layer instanceof Layer.Gelu gelu) {
            double[] out = new double[x.values().length];
            for (int i = 0; i < out.length; i++) {
                double value = x.values()[i];
                double cubic = Math.sqrt(2 / Math.PI) * (value + 0.044715 * value * value * value);
                out[i] = gelu.tanh() ? value / 2 * (1 + Math.tanh(cubic)) : value * cumulative(value);
            }
            return new Values(x.shape(), out);
        }
        if (layer instanceof TokenLayer.PixelTokens) {
            return pixelTokens(x);
        }
        if (layer instanceof TokenLayer.ClassToken token) {
            return classToken(token, x);
        }
        if (layer instanceof TokenLayer.PositionEmbedding embedding) {
            return positions(embedding, x);
        }
        if (layer instanceof TokenLayer.SelfAttention attention) {
            return attention(attention.heads(), x);
        }
        if (layer instanceof TokenLayer.FirstToken) {
            return mean(x, 0, 1);
        }
        if (layer instanceof TokenLayer.MeanToken mean) {
            return mean(x, mean.skipped(), x.shape()[1]);
        }
        throw new IllegalArgumentException("unknown layer " + layer);
    }

    private Values layerNorm(Layer.LayerNorm norm, Values x) {
        int channels = norm.features();
        double[] out = new double[x.values().length];
        for (int start = 0; start < out.length; start += channels) {
            double mean = 0;
            for (int c = 0; c < channels; c++) {
                mean += x.values()[start + c] / channels;
            }
            double variance = 0;
            for (int c = 0; c < channels; c++) {
                variance += Math.pow(x.values()[start + c] - mean, 2) / channels;
            }
            for (int c = 0; c < channels; c++) {
                out[start + c] = (x.values()[start + c] - mean) / Math.sqrt(variance + norm.epsilon())
                        * weights.apply(norm.name() + ".weight")[c] + weights.apply(norm.name() + ".bias")[c];
            }
        }
        return new Values(x.shape(), out);
    }

    /**
     * The probability that a normal variable is below x: 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...), a series of terms
     * of one sign. Beyond 12 the probability of the tail is below 1e-32.
     */
    private static double cumulative(double x) {
        if (Math.abs(x) > 12) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-20 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** What a function of [pixels, C] makes of every pixel of [N, C, H, W]. */
    static Values eachPixel(Values x, UnaryOperator<Values> function) {
        int[] in = x.shape();
        int area = in[2] * in[3];
        Values out = function.apply(new Values(new int[] {in[0] * area, in[1]}, pixelTokens(x).values()));
        int channels = out.shape()[1];
        double[] values = new double[out.values().length];
        for (int n = 0; n < in[0]; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < area; i++) {
                    values[(n * channels + c) * area + i] = out.values()[(n * area + i) * channels + c];
                }
            }
        }
        return new Values(new int[] {in[0], channels, in[2], in[3]}, values);
    }

    private static Values pixelTokens(Values x) {
        int channels = x.shape()[1];
        int area = x.shape()[2] * x.shape()[3];
        double[] out = new double[x.values().length];
        for (int n = 0; n < x.shape()[0]; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < area; i++) {
                    out[(n * area + i) * channels + c] = x.values()[(n * channels + c) * area + i];
                }
            }
        }
        return new Values(new int[] {x.shape()[0], area, channels}, out);
    }

    private Values classToken(TokenLayer.ClassToken layer, Values x) {
        double[] token = weights.apply(layer.name());
        int block = x.shape()[1] * layer.width();
        double[] out = new double[x.shape()[0] * (block + layer.width())];
        for (int n = 0; n < x.shape()[0]; n++) {
            int start = n * (block + layer.width());
            System.arraycopy(token, 0, out, start, layer.width());
            System.arraycopy(x.values(), n * block, out, start + layer.width(), block);
        }
        return new Values(new int[] {x.shape()[0], 1 + x.shape()[1], layer.width()}, out);
    }

    private Values positions(TokenLayer.PositionEmbedding layer, Values x) {
        double[] embeddings = weights.apply(layer.name());
        int tokens = x.shape()[1];
        int grid = layer.gridOf(tokens);
        double[] out = x.values().clone();
        for (int n = 0; n < x.shape()[0]; n++) {
            for (int t = 0; t < tokens; t++) {
                for (int c = 0; c < layer.width(); c++) {
                    int place = t - layer.prefix();
                    out[(n * tokens + t) * layer.width() + c] += place < 0 || grid == layer.grid()
                            ? embeddings[t * layer.width() + c]
                            : interpolated(layer, embeddings, grid, place / grid, place % grid, c);
                }
            }
        }
        return new Values(x.shape(), out);
    }

    /** The mean of all embeddings, weighted by the cubic of their distances along both axes. */
    private static double interpolated(
            TokenLayer.PositionEmbedding layer, double[] embeddings, int grid, int row, int column, int channel) {
        double step = (double) layer.grid() / grid;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < layer.grid(); i++) {
            for (int j = 0; j < layer.grid(); j++) {
                double weight = keys((i + 0.5 - step * (row + 0.5)) / Math.max(1, step))
                        * keys((j + 0.5 - step * (column + 0.5)) / Math.max(1, step));
                int token = layer.prefix() + i * layer.grid() + j;
                sum += weight * embeddings[token * layer.width() + channel];
                weights += weight;
            }
        }
        return sum / weights;
    }

    /** Keys's cubic, "Cubic Convolution Interpolation for Digital Image Processing", 1981, equation 15. */
    private static double keys(double distance) {
        double s = Math.abs(distance);
        if (s < 1) {
            return 1.5 * s * s * s - 2.5 * s * s + 1;
        }
        return s < 2 ? -0.5 * s * s * s + 2.5 * s * s - 4 * s + 2 : 0;
    }

    private static Values attention(int heads, Values x) {
        int tokens = x.shape()[1];
        int width = x.shape()[2] / 3;
        int part = width / heads;
        double[] out = new double[x.shape()[0] * tokens * width];
        for (int n = 0; n < x.shape()[0]; n++) {
            for (int head = 0; head < heads; head++) {
                for (int query = 0; query < tokens; query++) {
                    double[] attention = new double[tokens];
                    double sum = 0;
                    for (int key = 0; key < tokens; key++) {
                        double product = 0;
                        for (int c = 0; c < part; c++) {
                            product += qkv(x, n, query, 0, head * part + c) * qkv(x, n, key, 1, head * part + c);
                        }
                        attention[key] = Math.exp(product / Math.sqrt(part));
                        sum += attention[key];
                    }
                    for (int key = 0; key < tokens; key++) {
                        for (int c = 0; c < part; c++) {
                            out[(n * tokens + query) * width + head * part + c] +=
                                    attention[key] / sum * qkv(x, n, key, 2, head * part + c);
                        }
                    }
                }
            }
        }
        return new Values(new int[] {x.shape()[0], tokens, width}, out);
    }

    /** A value of a query (which = 0), key (1) or value (2). */
    private static double qkv(Values x, int n, int token, int which, int channel) {
        int width = x.shape()[2] / 3;
        return x.values()[(n * x.shape()[1] + token) * 3 * width + which * width + channel];
    }

    /** The mean of the tokens from {@code first} on. */
    private static Values mean(Values x, int first, int end) {
        int channels = x.shape()[2];
        double[] out = new double[x.shape()[0] * channels];
        for (int n = 0; n < x.shape()[0]; n++) {
            for (int t = first; t < end; t++) {
                for (int c = 0; c < channels; c++) {
                    out[n * channels + c] += x.values()[(n * x.shape()[1] + t) * channels + c] / (end - first);
                }
            }
        }
        return new Values(new int[] {x.shape()[0], channels}, out);
    }
}
