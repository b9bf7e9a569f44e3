package org.s2r2.experiment.onnx;

import java.util.List;
import java.util.Optional;
import org.s2r2.encoder.ConvNeXts;
import org.s2r2.encoder.Initialisation;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Layer.AdaptiveAvgPool;
import org.s2r2.encoder.Layer.AvgPool;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.ChannelGate;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.Frozen;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.Hardsigmoid;
import org.s2r2.encoder.Layer.Hardswish;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.LayerScale;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.MaxPool;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.encoder.MobileNets;
import org.s2r2.encoder.TokenLayer.ClassToken;
import org.s2r2.encoder.TokenLayer.FirstToken;
import org.s2r2.encoder.TokenLayer.MeanToken;
import org.s2r2.encoder.TokenLayer.PixelTokens;
import org.s2r2.encoder.TokenLayer.PositionEmbedding;
import org.s2r2.encoder.TokenLayer.SelfAttention;
import org.s2r2.encoder.VisionTransformers;
import org.s2r2.encoder.VisionTransformers.Form;
import org.s2r2.encoder.VisionTransformers.Pooling;
import org.s2r2.encoder.VisionTransformers.Positions;

/** Networks from images to rows, which have every kind of layer among them. */
enum Network {
    CONVOLUTION(5, new Conv2d("conv", 3, 5, 3, 2, 1, true), new GlobalAvgPool()),
    CONVOLUTION_OF_ONE_PIXEL(4, new Conv2d("layer1.0.conv", 3, 4, 1, 1, 0, false), new Relu(), new GlobalAvgPool()),
    EVEN_KERNEL(2, new Conv2d("conv", 3, 2, 4, 3, 2, false), new Relu(), new Relu(), new GlobalAvgPool()),
    BATCH_NORM_OF_PIXELS(3, new BatchNorm("bn", 3, 0.1, 0.02), new Relu(), new GlobalAvgPool()),
    BATCH_NORM_OF_ROWS(3, new GlobalAvgPool(), new BatchNorm("bn", 3)),
    MAXIMUM(3, new MaxPool(3, 2, 1), new GlobalAvgPool()),
    LINEAR(6, new GlobalAvgPool(), new Linear("fc1", 3, 7, false), new Relu(), new Linear("fc2", 7, 6, true)),
    UNIT_ROWS(3, new GlobalAvgPool(), new L2Normalize()),
    SHORT_ROWS(3, new GlobalAvgPool(), new L2Normalize(0.3), new L2Normalize()),
    NOTHING(3, new GlobalAvgPool(), new Sequential(List.of())),
    RESIDUAL(3, new Residual(new Conv2d("body", 3, 3, 3, 1, 1, false), Optional.empty()), new Relu(), new GlobalAvgPool()),
    RESIDUAL_WITH_SHORTCUT(4,
            new Residual(
                    Sequential.of(new Conv2d("body", 3, 4, 3, 2, 1, false), new BatchNorm("bn", 4)),
                    Optional.of(new Conv2d("shortcut", 3, 4, 1, 2, 0, false))),
            new GlobalAvgPool()),
    FROZEN(4, new Frozen(Sequential.of(new Conv2d("conv", 3, 4, 3, 2, 1, false), new BatchNorm("bn", 4))), new Relu(),
            new GlobalAvgPool()),
    DROP_PATH(3,
            new Residual(Sequential.of(new Conv2d("body", 3, 3, 3, 1, 1, true), new DropPath("path", 0.5)), Optional.empty()),
            new GlobalAvgPool()),
    LAYER_NORM_OF_ROWS(3, new GlobalAvgPool(), new LayerNorm("norm", 3, 0.01)),
    LAYER_NORM_OF_TOKENS(3, new PixelTokens(), new LayerNorm("norm", 3, 0.01), new MeanToken(0)),
    GELU(3, new Gelu(false), new GlobalAvgPool()),
    GELU_BY_TANH(3, new PixelTokens(), new Gelu(true), new Gelu(true), new MeanToken(2)),
    LINEAR_OF_TOKENS(5, new PixelTokens(), new Linear("fc1", 3, 4, true), new Linear("fc2", 4, 5, false), new FirstToken()),
    CLASS_TOKEN(3, new PixelTokens(), new ClassToken("cls", 3), new Linear("fc", 3, 9, true), new SelfAttention(1),
            new FirstToken()),
    HEADS(4, new PixelTokens(), new Linear("fc", 3, 12, true), new SelfAttention(2), new Relu(), new MeanToken(3)),
    POSITIONS(3, new Conv2d("patches", 3, 3, 2, 2, 0, true), new PixelTokens(), new PositionEmbedding("pos", 0, 4, 3),
            new Relu(), new MeanToken(0)),
    POSITIONS_OF_A_SMALLER_GRID(3, new PixelTokens(), new ClassToken("cls", 3), new PositionEmbedding("pos", 1, 5, 3),
            new Relu(), new MeanToken(0)),
    GROUPS(4, grouped(3, 6, 3, 2, 3), new Relu(), grouped(6, 4, 1, 1, 2), new GlobalAvgPool()),
    HARD(3, new Hardswish(), new Conv2d("conv", 3, 3, 3, 1, 1, true), new Hardsigmoid(), new GlobalAvgPool()),
    MEANS(3, new AvgPool(3, 2, 1), new Relu(), new AvgPool(2, 1, 0), new GlobalAvgPool()),
    CHANNELS(4, new Linear("fc", 3, 4, true), new LayerNorm("norm", 4, 0.01), new LayerScale("scale", 4, 1),
            new Relu(), new GlobalAvgPool()),
    SQUEEZE_AND_EXCITATION(3,
            new ChannelGate(Sequential.of(new AdaptiveAvgPool(1), new Conv2d("fc", 3, 3, 1, 1, 0, true), new Hardsigmoid())),
            new GlobalAvgPool()),
    ADAPTIVE(4, new AdaptiveAvgPool(3), new Conv2d("conv", 3, 4, 2, 1, 0, false), new Relu(), new GlobalAvgPool()),
    CONVNEXT(6, ConvNeXts.layers(new int[] {4, 6}, new int[] {1, 2})),
    MOBILENET(48, MobileNets.layers(List.of(
            new MobileNets.Block(6, 3, 6, 6, true, false, 1), new MobileNets.Block(6, 5, 16, 8, true, true, 2)))),
    TRANSFORMER(6, VisionTransformers.layers(6, 2, 3, 2, 8)),
    TRANSFORMER_FOR_LARGER_IMAGES(6, VisionTransformers.layers(6, 1, 2, 3, 15)),
    TRANSFORMER_WITH_MEAN(6, VisionTransformers.layers(6, 1, 3, 2, 8, new Form(0, Pooling.MEAN, Positions.NORMAL)));

    final int dim;
    final Layer layer;

    Network(int dim, Layer... layers) {
        this.dim = dim;
        this.layer = Sequential.of(layers);
    }

    private static Layer grouped(int in, int out, int kernel, int stride, int groups) {
        return new Conv2d("groups" + groups, in, out, kernel, stride, kernel / 2, groups, true, Initialisation.TORCHVISION);
    }
}
