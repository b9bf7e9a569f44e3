package org.s2r2.encoder;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.s2r2.tensor.HostArray;

/**
 * First weights, the same on every backend. Convolutions: normal with variance 2 / (out x kernel^2) (He et al., ICCV
 * 2015, mode fan-out, as torchvision's ResNets). Linear layers, weight and bias: uniform within 1 / sqrt(in), as
 * PyTorch. Batch norm and layer norm: scale 1, shift 0, running mean 0, running variance 1. Layers of another {@link
 * Initialisation}, class tokens, position embeddings and layer scales have the {@link FirstValues} of their parameters.
 * A foreign module, wherever it is in the tree, comes with its own.
 */
public final class Initializer {

    private Initializer() {}

    /** An array for every parameter of the encoder. A parameter depends on the seed, its name and its shape alone. */
    public static Map<String, HostArray> initialise(Encoder encoder, long seed) {
        Map<String, HostArray> own = new LinkedHashMap<>();
        encoder.foreignModules().forEach(module -> own.putAll(module.weights()));
        List<Parameter> drawn = encoder.parameters().stream()
                .filter(parameter -> !own.containsKey(parameter.name()))
                .toList();
        Map<String, HostArray> weights = new LinkedHashMap<>(own);
        weights.putAll(initialise(drawn, seed));
        return weights;
    }

    /** An array for every parameter, of layers that come one after the other. */
    public static Map<String, HostArray> initialise(List<Parameter> parameters, long seed) {
        Map<String, HostArray> weights = new LinkedHashMap<>();
        int linearFanIn = 1;
        for (Parameter parameter : parameters) {
            // java.util.Random's algorithm is part of its specification, so that every JVM draws the same.
            Random random = new Random(seed * 0x9E3779B97F4A7C15L + parameter.name().hashCode());
            if (parameter.drawnAs() == Parameter.Role.WEIGHT) {
                linearFanIn = parameter.shape()[1];
            }
            weights.put(parameter.name(), new HostArray(parameter.shape(), values(parameter, random, linearFanIn)));
        }
        return weights;
    }

    private static float[] values(Parameter parameter, Random random, int linearFanIn) {
        float[] values = new float[parameter.size()];
        if (parameter.first() instanceof FirstValues.Constant constant) {
            Arrays.fill(values, (float) constant.value());
            return values;
        }
        if (parameter.first() instanceof FirstValues.Normal normal) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * normal.deviation());
            }
            return values;
        }
        if (parameter.first() instanceof FirstValues.Uniform uniform) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * uniform.bound());
            }
            return values;
        }
        if (parameter.first() instanceof FirstValues.Sines sines) {
            return sines(parameter.shape()[1] - sines.prefix(), parameter.shape()[2], sines.prefix());
        }
        return valuesByRole(parameter, random, linearFanIn);
    }

    private static float[] sines(int places, int width, int prefix) {
        int side = (int) Math.round(Math.sqrt(places));
        int quarter = width / 4;
        float[] values = new float[(prefix + places) * width];
        for (int place = 0; place < places; place++) {
            int from = (prefix + place) * width;
            int row = place / side;
            int column = place % side;
            for (int i = 0; i < quarter; i++) {
                double frequency = Math.pow(10000, -i / (double) quarter);
                double x = column * frequency;
                double y = row * frequency;
                values[from + i] = (float) Math.sin(x);
                values[from + quarter + i] = (float) Math.cos(x);
                values[from + 2 * quarter + i] = (float) Math.sin(y);
                values[from + 3 * quarter + i] = (float) Math.cos(y);
            }
        }
        return values;
    }

    private static float[] valuesByRole(Parameter parameter, Random random, int linearFanIn) {
        float[] values = new float[parameter.size()];
        int[] shape = parameter.shape();
        boolean convolution = shape.length == 4;
        double deviation = convolution ? Math.sqrt(2.0 / ((double) shape[0] * shape[2] * shape[3])) : 0;
        double bound = 1 / Math.sqrt(linearFanIn);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) switch (parameter.drawnAs()) {
                case WEIGHT -> convolution ? random.nextGaussian() * deviation : (2 * random.nextDouble() - 1) * bound;
                case BIAS -> (2 * random.nextDouble() - 1) * bound;
                case NORM_SCALE, RUNNING_VARIANCE -> 1;
                case NORM_SHIFT, RUNNING_MEAN -> 0;
                case EMBEDDING -> throw new IllegalArgumentException(
                        parameter.name() + ": the first values of an embedding are said with it");
                case FROZEN -> throw new IllegalArgumentException(
                        parameter.name() + ": the first values of a frozen parameter are those of its role before");
                case BUFFER -> throw new IllegalArgumentException(
                        parameter.name() + ": the first values of a buffer come with its module");
            };
        }
        return values;
    }
}
