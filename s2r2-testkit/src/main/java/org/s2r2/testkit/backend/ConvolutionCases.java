package org.s2r2.testkit.backend;

import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.encoder.Initialisation;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Layer.AdaptiveAvgPool;
import org.s2r2.encoder.Layer.AvgPool;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.ChannelGate;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.Hardsigmoid;
import org.s2r2.encoder.Layer.Hardswish;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.LayerScale;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;

/** Layers of convolutional networks after the ResNets: ConvNeXt, MobileNet and their relatives. */
final class ConvolutionCases {

    private ConvolutionCases() {}

    static Stream<LayerCase> all() {
        Layer norm = new LayerNorm("norm", 4, 1e-3);
        Layer scale = new LayerScale("scale", 4, 0.5);
        Layer depthwise = grouped("conv", 4, 4, 3, 1, 1, 4);
        Layer swish = new Hardswish();
        Layer gate = new ChannelGate(Sequential.of(
                new AdaptiveAvgPool(1), new Conv2d("fc1", 4, 3, 1, 1, 0, true), new Relu(),
                new Conv2d("fc2", 3, 4, 1, 1, 0, true), new Hardsigmoid()));
        return Stream.of(
                LayerCase.images("conv of two groups", grouped("conv", 4, 6, 3, 1, 1, 2)),
                LayerCase.images("conv 1x1 of two groups", grouped("conv", 4, 2, 1, 1, 0, 2)),
                LayerCase.images("conv 1x1 stride 2 of four groups", grouped("conv", 4, 8, 1, 2, 0, 4)),
                LayerCase.images("depthwise conv", depthwise),
                LayerCase.images("depthwise conv stride 2 of an even size", 6, grouped("conv", 4, 4, 3, 2, 1, 4)),
                LayerCase.images("depthwise conv stride 2", grouped("conv", 4, 4, 5, 2, 2, 4)),
                LayerCase.images("depthwise conv 7x7", 6, grouped("conv", 4, 4, 7, 1, 3, 4)),
                LayerCase.images("depthwise conv without padding", grouped("conv", 4, 4, 3, 1, 0, 4)),
                LayerCase.images("depthwise conv with two outputs of each channel", grouped("conv", 4, 8, 3, 1, 1, 4)),
                LayerCase.images("depthwise conv without bias, batch norm, hardswish", Sequential.of(
                        new Conv2d("conv", 4, 4, 3, 1, 1, 4, false, Initialisation.MOBILENET),
                        new BatchNorm("bn", 4, 0.01, 1e-3), swish)),
                LayerCase.images("two depthwise convs", Sequential.of(depthwise, grouped("conv2", 4, 4, 3, 2, 1, 4))),
                LayerCase.images("average pool 3x3 stride 2", new AvgPool(3, 2, 1)),
                LayerCase.images("average pool 2x2 that leaves out the last pixels", new AvgPool(2, 2, 0)),
                LayerCase.images("average pool of one window", new AvgPool(5, 1, 0)),
                LayerCase.images("adaptive average pool to 1", new AdaptiveAvgPool(1)),
                LayerCase.images("adaptive average pool to 2 of 5", new AdaptiveAvgPool(2)),
                LayerCase.images("adaptive average pool to 3 of 6", 6, new AdaptiveAvgPool(3)),
                LayerCase.images("adaptive average pool to 7 of 5", new AdaptiveAvgPool(7)),
                LayerCase.images("layer norm of images", norm),
                LayerCase.images("layer norm of images, 2x2 conv", 6,
                        Sequential.of(norm, new Conv2d("conv", 4, 3, 2, 2, 0, true, Initialisation.CONVNEXT))),
                LayerCase.images("linear of images", new Linear("fc", 4, 3, true)),
                LayerCase.images("hardswish of images", swish),
                LayerCase.rows("hardswish of rows", swish),
                LayerCase.images("hardsigmoid of images", new Hardsigmoid()),
                LayerCase.rows("hardsigmoid of rows", new Hardsigmoid()),
                LayerCase.images("layer scale", scale),
                LayerCase.images("residual scale(x) + x", residual(scale)),
                LayerCase.images("squeeze and excitation", gate),
                LayerCase.images("residual of squeeze and excitation", residual(gate)),
                LayerCase.images("gate of itself", new ChannelGate(new AdaptiveAvgPool(1))),
                LayerCase.images("hardswish, squeeze and excitation", Sequential.of(swish, gate)),
                LayerCase.images("block of a ConvNeXt", residual(Sequential.of(
                        depthwise, norm, new Linear("fc1", 4, 8, true), new Gelu(false), new Linear("fc2", 8, 4, true), scale))));
    }

    private static Layer grouped(String name, int in, int out, int kernel, int stride, int padding, int groups) {
        return new Conv2d(name, in, out, kernel, stride, padding, groups, true, Initialisation.TORCHVISION);
    }

    private static Layer residual(Layer body) {
        return new Residual(body, Optional.empty());
    }
}
