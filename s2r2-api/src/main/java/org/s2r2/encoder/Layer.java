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
public sealed interface Layer {

    /** The parameters of this layer and all below it, in order of execution (a residual's body before its shortcut). */
    default List<Parameter> parameters() {
        List<Parameter> found = new ArrayList<>();
        collect(found);
        return List.copyOf(found);
    }

    /** Adds the parameters of this layer and all below it to {@code to}. */
    void collect(List<Parameter> to);

    /** The layers directly below this one, in order of execution. */
    default List<Layer> children() {
        return List.of();
    }

    /** This layer and all below it, each before its children. */
    default Stream<Layer> tree() {
        return Stream.concat(Stream.of(this), children().stream().flatMap(Layer::tree));
    }

    /** Two-dimensional cross-correlation of [N, in, H, W] with zero padding, square kernel. */
    record Conv2d(
            String name, int in, int out, int kernel, int stride, int padding, boolean bias, Initialisation initialisation)
            implements Layer {

        /** With first values as torchvision's. */
        public Conv2d(String name, int in, int out, int kernel, int stride, int padding, boolean bias) {
            this(name, in, out, kernel, stride, padding, bias, Initialisation.TORCHVISION);
        }

        @Override
        public void collect(List<Parameter> to) {
            FirstValues first = initialisation.convolution(in * kernel * kernel);
            to.add(new Parameter(name + ".weight", Parameter.Role.WEIGHT, first, out, in, kernel, kernel));
            if (bias) {
                to.add(new Parameter(name + ".bias", Parameter.Role.BIAS, first, out));
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
    record Relu() implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** The maximum over square windows of [N, C, H, W]; padding counts as minus infinity. */
    record MaxPool(int kernel, int stride, int padding) implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** The mean over height and width: [N, C, H, W] gives [N, C]. */
    record GlobalAvgPool() implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** x W^T + b: [N, in] gives [N, out], and tokens [N, T, in] give [N, T, out]. */
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
     * Layer normalisation over the last axis of [N, T, features] or [N, features] (Ba et al., 2016): (x - mean) /
     * sqrt(biased variance + epsilon) * weight + bias, with the mean and the variance of each token.
     *
     * @param epsilon 1e-6 in timm's vision transformers, 1e-5 by PyTorch's default
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
    record Gelu(boolean tanh) implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** Pixels as tokens, row by row: [N, C, H, W] gives [N, H W, C]. */
    record PixelTokens() implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** A learnt token in front of the others, a parameter {@code name} [1, 1, width]: [N, T, width] gives [N, 1 + T, width]. */
    record ClassToken(String name, int width) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name, Parameter.Role.EMBEDDING, new FirstValues.Normal(1e-6), 1, 1, width));
        }
    }

    /**
     * Adds to each token what is learnt for its place, a parameter {@code name} [1, prefix + grid x grid, width]. The
     * tokens are {@code prefix} of their own and those of a square grid, row by row. Tokens of another grid get embeddings
     * that are {@linkplain GridResampling interpolated}.
     *
     * @param prefix the tokens before those of the grid: 1 with a class token
     * @param grid the height and width of the grid that the parameter is for
     */
    record PositionEmbedding(String name, int prefix, int grid, int width) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(
                    name, Parameter.Role.EMBEDDING, new FirstValues.Normal(0.02), 1, prefix + grid * grid, width));
        }

        /**
         * The height and width of the grid that so many tokens have behind the prefix.
         *
         * @throws IllegalArgumentException if they are no square
         */
        public int gridOf(long tokens) {
            int side = (int) Math.round(Math.sqrt((double) Math.max(0, tokens - prefix)));
            if (side == 0 || (long) side * side != tokens - prefix) {
                throw new IllegalArgumentException("position embedding " + name + " takes " + prefix
                        + " tokens and those of a square grid, found " + tokens + " tokens");
            }
            return side;
        }
    }

    /**
     * Multi-head self-attention between the linear layers around it (Vaswani et al., 2017): [N, T, 3 D] gives [N, T, D].
     * A token has queries, keys and values side by side, each of them {@code heads} parts of d = D / heads values; head h
     * gives softmax(q k^T / sqrt(d)) v, the h-th part of the output.
     */
    record SelfAttention(int heads) implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** The first token: [N, T, C] gives [N, C]. */
    record FirstToken() implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

    /** The mean of the tokens behind the first {@code skipped} ones: [N, T, C] gives [N, C]. */
    record MeanToken(int skipped) implements Layer {
        @Override
        public void collect(List<Parameter> to) {}
    }

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
        public void collect(List<Parameter> to) {
            layers.forEach(layer -> layer.collect(to));
        }

        @Override
        public List<Layer> children() {
            return layers;
        }
    }

    /** body(x) + shortcut(x), the shortcut being the identity where it is absent. What follows the sum is not part of it. */
    record Residual(Layer body, Optional<Layer> shortcut) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            body.collect(to);
            shortcut.ifPresent(layer -> layer.collect(to));
        }

        @Override
        public List<Layer> children() {
            return Stream.concat(Stream.of(body), shortcut.stream()).toList();
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
     * x / |x| for each row of [N, C], with the Euclidean norm. A row no longer than epsilon has no direction: it becomes
     * zeros, and no gradient goes back through it. (PyTorch divides such a row by epsilon, and its gradient too.)
     */
    record L2Normalize(double epsilon) implements Layer {

        /** Epsilon 1e-12, PyTorch's default. */
        public L2Normalize() {
            this(1e-12);
        }

        @Override
        public void collect(List<Parameter> to) {}
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
