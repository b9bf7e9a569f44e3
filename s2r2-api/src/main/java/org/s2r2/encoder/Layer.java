package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of an encoder, as data. A backend compiles the tree; nothing here computes.
 *
 * <p>A layer with weights has a dotted name, and its parameters are named and shaped as in torchvision: a convolution
 * {@code conv1} has {@code conv1.weight} [out, in, kernel, kernel] (and {@code conv1.bias} [out]), a batch norm
 * {@code bn1} has {@code bn1.weight}, {@code bn1.bias}, {@code bn1.running_mean} and {@code bn1.running_var}, all
 * [features], and a linear layer {@code fc} has {@code fc.weight} [out, in] and {@code fc.bias} [out].
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
    record Conv2d(String name, int in, int out, int kernel, int stride, int padding, boolean bias) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name + ".weight", Parameter.Role.WEIGHT, out, in, kernel, kernel));
            if (bias) {
                to.add(new Parameter(name + ".bias", Parameter.Role.BIAS, out));
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

    /** x W^T + b: [N, in] gives [N, out]. */
    record Linear(String name, int in, int out, boolean bias) implements Layer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name + ".weight", Parameter.Role.WEIGHT, out, in));
            if (bias) {
                to.add(new Parameter(name + ".bias", Parameter.Role.BIAS, out));
            }
        }
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
