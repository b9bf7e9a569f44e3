package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of an encoder, as data. A backend compiles the tree; nothing here computes.
 *
 * <p>A layer with weights has a dotted name, and its parameters are named and shaped as in torchvision and timm: a convolution
 * {@code conv1} has {@code conv1.weight} [out, in, kernel, kernel] (and {@code conv1.bias} [out]), a batch norm
 * {@code bn1} has {@code bn1.weight}, {@code bn1.bias}, {@code bn1.running_mean} and {@code bn1.running_var}, all
 * [features], and a linear layer {@code fc} has {@code fc.weight} [out, in] and {@code fc.bias} [out]. A layer norm {@code
 * norm} has {@code norm.weight} and {@code norm.bias} [features].
 */
public sealed interface Layer
        permits TokenLayer,
                Layer.Conv2d,
                Layer.BatchNorm,
                Layer.Relu,
                Layer.Hardswish,
                Layer.Hardsigmoid,
                Layer.MaxPool,
                Layer.AvgPool,
                Layer.AdaptiveAvgPool,
                Layer.GlobalAvgPool,
                Layer.Linear,
                Layer.LayerNorm,
                Layer.Gelu,
                Layer.Sequential,
                Layer.Residual,
                Layer.DropPath,
                Layer.Frozen,
                Layer.LayerScale,
                Layer.ChannelGate,
                Layer.L2Normalize,
                Layer.Foreign {

    /** The parameters of this layer and all below it, in order of execution (a residual's body before its shortcut). */
    default List<Parameter> parameters() {
        List<Parameter> found = new ArrayList<>();
        collect(found);
        return List.copyOf(found);
    }

    /** Adds the parameters of this layer, if it has any, and all below it to {@code to}. */
    default void collect(List<Parameter> to) {
        children().forEach(layer -> layer.collect(to));
    }

    /** The layers directly below this one, in order of execution. */
    default List<Layer> children() {
        return List.of();
    }

    /** This layer and all below it, each before its children. */
    default Stream<Layer> tree() {
        return Stream.concat(Stream.of(this), children().stream().flatMap(Layer::tree));
    }

    /**
     * Two-dimensional cross-correlation of [N, in, H, W] with zero padding, square kernel. With groups, the channels that go
     * in and those that come out are cut into so many equal parts, and each part sees its own alone: the weight is [out, in
     * / groups, kernel, kernel].
     */
    record Conv2d(
            String name, int in, int out, int kernel, int stride, int padding, int groups, boolean bias,
            Initialisation initialisation) implements Layer {
        public Conv2d {
            if (groups < 1 || in % groups != 0 || out % groups != 0) {
                throw new IllegalArgumentException("convolution " + name + " takes groups that divide its channels, found "
                        + groups + " groups, " + in + " channels in and " + out + " out");
            }
        }

        /** Without groups. */
        public Conv2d(
                String name, int in, int out, int kernel, int stride, int padding, boolean bias,
                Initialisation initialisation) {
            this(name, in, out, kernel, stride, padding, 1, bias, initialisation);
        }

        /** Without groups, with first values as those of torchvision's ResNets. */
        public Conv2d(String name, int in, int out, int kernel, int stride, int padding, boolean bias) {
            this(name, in, out, kernel, stride, padding, bias, Initialisation.TORCHVISION);
        }

        @Override
        public void collect(List<Parameter> to) {
            int inputs = in / groups * kernel * kernel;
            FirstValues first = initialisation.convolutionWeight(inputs);
            to.add(new Parameter(name + ".weight", Parameter.Role.WEIGHT, first, out, in / groups, kernel, kernel));
            if (bias) {
                to.add(new Parameter(name + ".bias", Parameter.Role.BIAS, initialisation.convolutionBias(inputs), out));
            }
        }
    }

    /**
     * Batch normalisation over all axes but the second, of [N, C, H, W] or [N, C] (Ioffe and Szegedy, 2015). In
     * training: (x - mean) / sqrt(biased variance + epsilon) * weight + bias, and running = (1 - momentum) * running +
     * momentum * (mean, unbiased variance). In evaluation the running statistics are used.
     */
    record BatchNorm(String name, int features, double momentum, double epsilon) implements Layer {

        /** Momentum 0.1 and epsilon 1e-5, PyTorch's defaults. */
        public BatchNorm(String name, int features) {
            this(name, features, 0.1, 1e-5);
        }

        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name + ".weight", Parameter.Role.NORM_SCALE, features));
            to.add(new Parameter(name + ".bias", Parameter.Role.NORM_SHIFT, features));
            to.add(new Parameter(name + ".running_mean", Parameter.Role.RUNNING_MEAN, features));
            to.add(new Parameter(name + ".running_var", Parameter.Role.RUNNING_VARIANCE, features));
        }
    }

    /** max(x, 0). */
    record Relu() implements Layer {}

    /** x min(max(x + 3, 0), 6) / 6 (Howard et al., "Searching for MobileNetV3", ICCV 2019). */
    record Hardswish() implements Layer {}

    /** min(max(x + 3, 0), 6) / 6. */
    record Hardsigmoid() implements Layer {}

    /** The maximum over square windows of [N, C, H, W]; padding counts as minus infinity. */
    record MaxPool(int kernel, int stride, int padding) implements Layer {}

    /** The mean over square windows of [N, C, H, W], of whole windows: padding counts as zeros, as by PyTorch's default. */
    record AvgPool(int kernel, int stride, int padding) implements Layer {}

    /** Means over {@linkplain AdaptiveWindows windows that cover} [N, C, H, W], to [N, C, size, size]. */
    record AdaptiveAvgPool(int size) implements Layer {}

    /** The mean over height and width: [N, C, H, W] gives [N, C]. */
    record GlobalAvgPool() implements Layer {}

    /** x W^T + b: [N, in] gives [N, out], tokens [N, T, in] give [N, T, out], and every pixel of [N, in, H, W] likewise. */
    record Linear(String name, int in, int out, boolean bias, Initialisation initialisation) implements Layer {

        /** With first values as PyTorch's. */
        public Linear(String name, int in, int out, boolean bias) {
            this(name, in, out, bias, Initialisation.TORCHVISION);
        }

        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name + ".weight", Parameter.Role.WEIGHT, initialisation.linearWeight(), out, in));
            if (bias) {
                to.add(new Parameter(name + ".bias", Parameter.Role.BIAS, initialisation.linearBias(), out));
            }
        }
    }

    /**
     * Layer normalisation over the features of [N, T, features], [N, features] or [N, features, H, W] (Ba et al., 2016): (x -
     * mean) / sqrt(biased variance + epsilon) * weight + bias, with the mean and the variance of each token, row or pixel.
     *
     * @param epsilon 1e-6 in timm's vision transformers and in ConvNeXt, 1e-5 by PyTorch's default
     */
    record LayerNorm(String name, int features, double epsilon) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name + ".weight", Parameter.Role.NORM_SCALE, features));
            to.add(new Parameter(name + ".bias", Parameter.Role.NORM_SHIFT, features));
        }
    }

    /**
     * x times the normal distribution's cumulative probability at x (Hendrycks and Gimpel, 2016).
     *
     * @param tanh whether it is approximated by x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); else it is exact
     */
    record Gelu(boolean tanh) implements Layer {}

    /** One layer after the other; empty is the identity. */
    record Sequential(List<Layer> layers) implements Layer {
        public Sequential {
            layers = List.copyOf(layers);
        }

        /** These layers in this order. */
        public static Sequential of(Layer... layers) {
            return new Sequential(List.of(layers));
        }

        @Override
        public List<Layer> children() {
            return layers;
        }
    }

    /** body(x) + shortcut(x), the shortcut being the identity where it is absent. What follows the sum is not part of it. */
    record Residual(Layer body, Optional<Layer> shortcut) implements Layer {
        @Override
        public List<Layer> children() {
            return Stream.concat(Stream.of(body), shortcut.stream()).toList();
        }
    }

    /**
     * In training some views of a batch become zeros, each with a probability, and the others are divided by 1 - probability;
     * in evaluation, and in a teacher's passes, the identity (stochastic depth: Huang et al., ECCV 2016). It stands at the end
     * of a residual's body, whose shortcut is then all that is left of such a view. {@link org.s2r2.backend.ForwardViews} says
     * which views these are.
     *
     * @param name tells layers apart, so that each drops views of its own; no parameter has it
     * @param probability from 0 to less than 1
     */
    record DropPath(String name, double probability) implements Layer {
        public DropPath {
            if (!(probability >= 0 && probability < 1)) {
                throw new IllegalArgumentException("drop path " + name + " takes a probability from 0 to less than 1, found "
                        + probability);
            }
        }

        /**
         * The last layers of the body of one of several residuals: none for the first, and a probability that grows linearly
         * to that of the last.
         *
         * @param last the probability of the last residual; 0 for no such layers at all
         * @param position of the residual, from 0
         * @param count the number of residuals
         */
        static List<Layer> growing(String name, double last, int position, int count) {
            double probability = count == 1 ? last : last * position / (count - 1);
            return probability == 0 ? List.of() : List.of(new DropPath(name, probability));
        }
    }

    /**
     * A layer that is not trained: it computes as in evaluation in every pass, its batch norms by their running statistics,
     * and all of its parameters stay as they are. No gradient goes back through it, so that it has to come before all layers
     * that are trained.
     */
    record Frozen(Layer body) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            body.parameters().forEach(parameter -> to.add(parameter.frozen()));
        }

        @Override
        public List<Layer> children() {
            return List.of(body);
        }
    }

    /**
     * Each channel of [N, features, H, W] times a learnt factor, a parameter {@code name} [features, 1, 1] (Touvron et al.,
     * "Going deeper with Image Transformers", ICCV 2021).
     *
     * @param first the value that all factors start with
     */
    record LayerScale(String name, int features, double first) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name, Parameter.Role.NORM_SCALE, new FirstValues.Constant(first), features, 1, 1));
        }
    }

    /**
     * x times gate(x), where the gate gives one value for each channel of an image: [N, C, H, W] gives [N, C, 1, 1]
     * (squeeze and excitation: Hu et al., CVPR 2018).
     */
    record ChannelGate(Layer gate) implements Layer {
        @Override
        public List<Layer> children() {
            return List.of(gate);
        }
    }

    /**
     * x / |x| for each row of [N, C], with the Euclidean norm. A row no longer than epsilon has no direction: it becomes
     * zeros, and no gradient goes back through it. (PyTorch divides such a row by epsilon, and its gradient too.)
     */
    record L2Normalize(double epsilon) implements Layer {

        /** Epsilon 1e-12, PyTorch's default. */
        public L2Normalize() {
            this(1e-12);
        }
    }

    /**
     * A module that the engine runs as it is, from [N, 3, H, W] to [N, features]. Its parameters have the names that it
     * gives them. In training, parts of it that tell training from evaluation are all in training mode.
     */
    record Foreign(ForeignModule module, int features) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.addAll(module.parameters());
        }
    }
}
