package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.s2r2.backend.ForwardViews;
import org.s2r2.backend.Pass;
import org.s2r2.encoder.Layer;
import org.s2r2.torchscript.ScriptedModule;

/**
 * Turns a layer tree into libtorch calls. A handle on an intermediate result is closed as soon as the next layer has
 * read it: autograd holds on to what the backward pass needs (a batch norm's output, which the ReLU after it does not
 * need, is freed at once), and the peak of memory falls.
 */
final class LayerCompiler {

    private final NDManager manager;
    private final Function<String, PtNDArray> weights;
    private final Bfloat16 bfloat16;
    private final ForwardViews views;

    /**
     * @param manager owns what layers have beside their weights
     * @param weights from a parameter's name to its array
     * @param bfloat16 what is computed in bfloat16
     * @param views those that pass forward, whenever they do
     */
    LayerCompiler(NDManager manager, Function<String, PtNDArray> weights, Bfloat16 bfloat16, ForwardViews views) {
        this.manager = manager;
        this.weights = weights;
        this.bfloat16 = bfloat16;
        this.views = views;
    }

    CompiledLayer compile(Layer layer) {
        if (layer instanceof Layer.Conv2d conv) {
            return convolution(conv);
        }
        if (layer instanceof Layer.BatchNorm norm) {
            return batchNorm(norm);
        }
        if (layer instanceof Layer.Linear linear) {
            PtNDArray weight = weights.apply(linear.name() + ".weight");
            PtNDArray bias = linear.bias() ? weights.apply(linear.name() + ".bias") : null;
            return ofChannels(bfloat16.product(weight, bias, JniUtils::linear));
        }
        if (layer instanceof Layer.L2Normalize normalize) {
            return bfloat16.wide(l2Normalize(normalize));
        }
        if (layer instanceof Layer.Sequential sequential) {
            return sequential(sequential.layers().stream().map(this::compile).toList());
        }
        if (layer instanceof Layer.Residual residual) {
            return residual(residual);
        }
        if (layer instanceof Layer.Frozen frozen) {
            CompiledLayer body = compile(frozen.body());
            return (x, pass) -> GradMode.silent(() -> body.apply(x, Pass.EVALUATION));
        }
        if (layer instanceof Layer.DropPath path) {
            return (x, pass) -> pass.dropsPaths() ? dropPath(path, x) : x;
        }
        if (layer instanceof Layer.ChannelGate gate) {
            return channelGate(compile(gate.gate()));
        }
        if (layer instanceof Layer.LayerScale scale) {
            PtNDArray factors = weights.apply(scale.name());
            return (x, pass) -> JniUtils.mul(x, factors);
        }
        CompiledLayer pool = PoolCompiler.compile(layer);
        if (pool != null) {
            return pool;
        }
        CompiledLayer activation = activation(layer);
        if (activation != null) {
            return activation;
        }
        if (layer instanceof Layer.Foreign foreign) {
            return bfloat16.wide(foreign(foreign));
        }
        return new TokenCompiler(manager, weights, bfloat16).compile(layer);
    }

    /** Null if the layer is none. */
    private CompiledLayer activation(Layer layer) {
        if (layer instanceof Layer.Relu) {
            return (x, pass) -> JniUtils.relu(x);
        }
        if (layer instanceof Layer.Hardswish) {
            return scripted("return torch.hardswish(x)");
        }
        if (layer instanceof Layer.Hardsigmoid) {
            return scripted("return torch.hardsigmoid(x)");
        }
        if (layer instanceof Layer.Gelu gelu) {
            return gelu.tanh() ? scripted("return torch.gelu(x, approximate=\"tanh\")") : (x, pass) -> JniUtils.gelu(x);
        }
        return null;
    }

    private CompiledLayer scripted(String line) {
        ScriptedFunction function = new ScriptedFunction(manager, line);
        return (x, pass) -> function.apply(x);
    }

    /** A function of the last axis, for images of the channels of each pixel. */
    static CompiledLayer ofChannels(CompiledLayer function) {
        return (x, pass) -> {
            if (x.getShape().dimension() < 4) {
                return function.apply(x, pass);
            }
            try (PtNDArray pixels = JniUtils.permute(x, new long[] {0, 2, 3, 1});
                    PtNDArray y = function.apply(pixels, pass)) {
                return JniUtils.permute(y, new long[] {0, 3, 1, 2});
            }
        };
    }

    private PtNDArray dropPath(Layer.DropPath path, PtNDArray x) {
        long[] shape = new long[x.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = x.getShape().get(0);
        try (PtNDArray factors = Transfer.upload(x.getManager(), views.factors(path), new Shape(shape))) {
            return JniUtils.mul(x, factors);
        }
    }

    private static CompiledLayer channelGate(CompiledLayer gate) {
        return (x, pass) -> {
            PtNDArray factors = gate.apply(x, pass);
            try {
                return JniUtils.mul(x, factors);
            } finally {
                if (factors != x) {
                    factors.close();
                }
            }
        };
    }

    /** libtorch's operation, which divides by epsilon at least, of zeros in place of the rows that are no longer. */
    private CompiledLayer l2Normalize(Layer.L2Normalize normalize) {
        PtNDArray zero = Transfer.upload(manager, new float[] {0}, new Shape());
        PtNDArray epsilon = Transfer.upload(manager, new float[] {(float) normalize.epsilon()}, new Shape());
        return (x, pass) -> {
            try (PtNDArray constant = JniUtils.detachGradient(x);
                    PtNDArray length = JniUtils.norm(constant, 2, new int[] {1}, true);
                    PtNDArray isShort = JniUtils.lte(length, epsilon);
                    PtNDArray isKept = JniUtils.logicalNot(isShort);
                    PtNDArray rows = JniUtils.where(isKept, x, zero)) {
                return JniUtils.normalize(rows, 2, 1, normalize.epsilon());
            }
        };
    }

    private CompiledLayer foreign(Layer.Foreign foreign) {
        if (foreign.module() instanceof ScriptedModule module) {
            return new ScriptedLayer(module, foreign.features(), manager, weights);
        }
        if (foreign.module() instanceof DjlBlock block) {
            return new BlockLayer(block, foreign.features(), manager, weights);
        }
        throw DjlBackendFactory.refusal(foreign.module());
    }

    private CompiledLayer convolution(Layer.Conv2d conv) {
        PtNDArray weight = weights.apply(conv.name() + ".weight");
        PtNDArray bias = conv.bias() ? weights.apply(conv.name() + ".bias") : null;
        Shape stride = square(conv.stride());
        Shape padding = square(conv.padding());
        Shape one = square(1);
        if (conv.kernel() == 1 && conv.padding() == 0 && conv.groups() == 1) {
            return bfloat16.product(weight, bias, (x, w, b) -> onePixelConvolution(conv, x, w, b));
        }
        return bfloat16.product(
                weight, bias, (x, w, b) -> JniUtils.convolution(x, w, b, stride, padding, one, conv.groups()));
    }

    /**
     * A convolution with a kernel of one pixel, as a product of matrices [pixels, in] and [in, out]. oneDNN's own kernel
     * for it (as of libtorch 2.7.1) gives wrong values, writes beyond its buffer or ends the process, depending on the
     * numbers of channels and the processor.
     */
    private static PtNDArray onePixelConvolution(Layer.Conv2d conv, PtNDArray x, PtNDArray weight, PtNDArray bias) {
        // Windows of one pixel only leave pixels out.
        PtNDArray kept = conv.stride() == 1 ? x : JniUtils.maxPool(x, square(1), square(conv.stride()), square(0), false);
        try (PtNDArray pixels = JniUtils.permute(kept, new long[] {0, 2, 3, 1});
                PtNDArray rows = JniUtils.reshape(pixels, new long[] {-1, conv.in()});
                PtNDArray matrix = JniUtils.reshape(weight, new long[] {conv.out(), conv.in()});
                PtNDArray products = JniUtils.linear(rows, matrix, bias)) {
            Shape shape = pixels.getShape();
            try (PtNDArray images = JniUtils.reshape(
                    products, new long[] {shape.get(0), shape.get(1), shape.get(2), conv.out()})) {
                return JniUtils.permute(images, new long[] {0, 3, 1, 2});
            }
        } finally {
            if (kept != x) {
                kept.close();
            }
        }
    }

    private CompiledLayer batchNorm(Layer.BatchNorm norm) {
        PtNDArray scale = weights.apply(norm.name() + ".weight");
        PtNDArray shift = weights.apply(norm.name() + ".bias");
        PtNDArray mean = weights.apply(norm.name() + ".running_mean");
        PtNDArray variance = weights.apply(norm.name() + ".running_var");
        return (x, pass) -> {
            if (pass != Pass.EVALUATION && x.size() == norm.features()) {
                // The unbiased variance of one value is 0 / 0, and would stay in the running statistics.
                throw new IllegalArgumentException("batch norm " + norm.name()
                        + " needs more than one value a feature in training, found " + x.getShape());
            }
            if (pass != Pass.PREVIEW) {
                boolean training = pass != Pass.EVALUATION;
                return JniUtils.batchNorm(x, mean, variance, scale, shift, training, norm.momentum(), norm.epsilon());
            }
            // libtorch tracks statistics wherever it uses those of the batch.
            try (PtNDArray unusedMean = JniUtils.clone(mean);
                    PtNDArray unusedVariance = JniUtils.clone(variance)) {
                return JniUtils.batchNorm(x, unusedMean, unusedVariance, scale, shift, true, 0, norm.epsilon());
            }
        };
    }

    private static CompiledLayer sequential(List<CompiledLayer> layers) {
        return (x, pass) -> {
            PtNDArray current = x;
            for (CompiledLayer layer : layers) {
                PtNDArray next = layer.apply(current, pass);
                if (next != current && current != x) {
                    current.close();
                }
                current = next;
            }
            return current;
        };
    }

    private CompiledLayer residual(Layer.Residual residual) {
        CompiledLayer body = compile(residual.body());
        CompiledLayer shortcut = compile(residual.shortcut().orElse(Layer.Sequential.of()));
        boolean inPlace = outputIsUnsaved(residual.body());
        return (x, pass) -> {
            PtNDArray left = body.apply(x, pass);
            PtNDArray right = shortcut.apply(x, pass);
            PtNDArray sum = left;
            // In place the sum would have the type of the body, and be rounded where that alone is of bfloat16.
            if (inPlace && left.getDataType() == right.getDataType()) {
                JniUtils.addi(left, right);
            } else {
                sum = JniUtils.add(left, right);
                if (left != x) {
                    left.close();
                }
            }
            if (right != x) {
                right.close();
            }
            return sum;
        };
    }

    /** Whether a layer makes a new array that its own backward pass does not read, and that may be overwritten. */
    private static boolean outputIsUnsaved(Layer layer) {
        if (layer instanceof Layer.Sequential sequential) {
            // Drop path may hand on its input as it is.
            List<Layer> layers =
                    sequential.layers().stream().filter(inner -> !(inner instanceof Layer.DropPath)).toList();
            return !layers.isEmpty() && outputIsUnsaved(layers.get(layers.size() - 1));
        }
        return layer instanceof Layer.Conv2d || layer instanceof Layer.BatchNorm || layer instanceof Layer.Linear
                || layer instanceof Layer.LayerScale;
    }

    private static Shape square(int length) {
        return new Shape(length, length);
    }
}
