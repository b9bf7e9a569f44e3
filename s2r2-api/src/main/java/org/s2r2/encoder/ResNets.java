package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.MaxPool;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;

/**
 * Residual networks (He et al., "Deep Residual Learning for Image Recognition", CVPR 2016) with torchvision's structure
 * and parameter names, without the classifier.
 */
public final class ResNets {

    /** How the image enters the network. */
    public enum Stem {
        /** 7x7 convolution with stride 2, then 3x3 max pooling with stride 2: the original, for images of 96 pixels up. */
        IMAGENET,
        /** 3x3 convolution with stride 1 and no pooling: for small images (SimCLR, appendix B.9). */
        CIFAR
    }

    /** The depths of the CIFAR family that have names, such as {@code resnet20}. */
    public static final List<Integer> CIFAR_DEPTHS = List.of(8, 14, 20, 26, 32, 44, 56, 110);

    private enum Block {
        /** Two convolutions. */
        BASIC,
        /** Three convolutions, those outside with one pixel; four times as many channels come out as the inner one has. */
        BOTTLENECK,
        /** The same with twice the channels inside. */
        WIDE_BOTTLENECK
    }

    private static final int[] STAGE_WIDTHS = {64, 128, 256, 512};

    private ResNets() {}

    /** 18 layers of basic blocks with the stem for images of 96 pixels up, 512 features. */
    public static Backbone resnet18() {
        return resnet18(Stem.IMAGENET);
    }

    /** 34 layers of basic blocks with the stem for images of 96 pixels up, 512 features. */
    public static Backbone resnet34() {
        return resnet34(Stem.IMAGENET);
    }

    /** 50 layers of bottleneck blocks with the stem for images of 96 pixels up, 2048 features. */
    public static Backbone resnet50() {
        return resnet50(Stem.IMAGENET);
    }

    /** 101 layers of bottleneck blocks, 2048 features. */
    public static Backbone resnet101(Stem stem) {
        return imagenetFamily("resnet101", stem, Block.BOTTLENECK, 3, 4, 23, 3);
    }

    /**
     * 50 layers of bottleneck blocks with twice as many channels inside (Zagoruyko and Komodakis, BMVC 2016), 2048 features.
     */
    public static Backbone wideResnet50(Stem stem) {
        return imagenetFamily("wide_resnet50_2", stem, Block.WIDE_BOTTLENECK, 3, 4, 6, 3);
    }

    /** 18 layers of basic blocks, 512 features. */
    public static Backbone resnet18(Stem stem) {
        return imagenetFamily("resnet18", stem, Block.BASIC, 2, 2, 2, 2);
    }

    /** 34 layers of basic blocks, 512 features. */
    public static Backbone resnet34(Stem stem) {
        return imagenetFamily("resnet34", stem, Block.BASIC, 3, 4, 6, 3);
    }

    /** 50 layers of bottleneck blocks with the stride in the 3x3 convolution, as in torchvision; 2048 features. */
    public static Backbone resnet50(Stem stem) {
        return imagenetFamily("resnet50", stem, Block.BOTTLENECK, 3, 4, 6, 3);
    }

    /**
     * The family of section 4.2 of the paper: a 3x3 stem, then three stages of basic blocks of width, 2 x width and 4 x
     * width channels. Where a block changes the number of channels its shortcut is a 1x1 convolution with batch norm.
     *
     * @param depth 6n + 2 for n blocks a stage: 8, 14, 20, 32, 44, 56, 110
     * @param width the channels of the first stage; 16 in the paper
     * @param stemStride the stride of the first convolution: 1 in the paper; 2 halves the height and width that every
     *     stage works at, for about a quarter of the arithmetic
     * @return a backbone with 4 x width features
     */
    public static Backbone cifar(int depth, int width, int stemStride) {
        if (depth < 8 || (depth - 2) % 6 != 0) {
            throw new IllegalArgumentException("depth: found " + depth + ", expected 6n + 2, such as 8, 14, 20, 32, 44, 56");
        }
        if (width < 1) {
            throw new IllegalArgumentException("width: found " + width + ", expected 1 or more");
        }
        if (stemStride < 1 || stemStride > 2) {
            throw new IllegalArgumentException("stem stride: found " + stemStride + ", expected 1 or 2");
        }
        int blocks = (depth - 2) / 6;
        List<Layer> layers = new ArrayList<>(smallStem(width, stemStride));
        int channels = width;
        for (int stage = 0; stage < 3; stage++) {
            channels = addStage(layers, stage, channels, width << stage, blocks, Block.BASIC);
        }
        layers.add(new GlobalAvgPool());
        String name = "resnet" + depth + (width == 16 ? "" : "-w" + width) + (stemStride == 1 ? "" : "-s" + stemStride);
        Map<String, Object> settings = CIFAR_DEPTHS.contains(depth)
                ? Map.of("backbone", "resnet" + depth, "width", width, "stemStride", stemStride)
                : Map.of();
        return new Backbone(name, new Sequential(layers), channels, settings);
    }

    /** A backbone of the CIFAR family that reads {@code width} and {@code stemStride}. */
    public static Backbone cifar(int depth, Settings settings) {
        return cifar(depth, settings.integer("width", 16, 1, 1024), settings.integer("stemStride", 1, 1, 2));
    }

    /** Reads {@code stem}, {@code imagenet} if absent. */
    public static Stem stem(Settings settings) {
        return settings.choice("stem", Stem.IMAGENET);
    }

    private static Backbone imagenetFamily(String name, Stem stem, Block kind, int... blocks) {
        int width = STAGE_WIDTHS[0];
        List<Layer> layers = new ArrayList<>(stem == Stem.IMAGENET ? largeStem(width) : smallStem(width, 1));
        int channels = width;
        for (int stage = 0; stage < blocks.length; stage++) {
            channels = addStage(layers, stage, channels, STAGE_WIDTHS[stage], blocks[stage], kind);
        }
        layers.add(new GlobalAvgPool());
        return new Backbone(stem == Stem.IMAGENET ? name : name + "-cifar", new Sequential(layers), channels,
                Map.of("backbone", name, "stem", RecordSettings.word(stem)));
    }

    private static List<Layer> largeStem(int width) {
        return List.of(
                convolution("conv1", 3, width, 7, 2), new BatchNorm("bn1", width), new Relu(), new MaxPool(3, 2, 1));
    }

    private static List<Layer> smallStem(int width, int stride) {
        return List.of(convolution("conv1", 3, width, 3, stride), new BatchNorm("bn1", width), new Relu());
    }

    /** Adds the blocks of a stage and returns the channels they end with. The first block of a later stage has stride 2. */
    private static int addStage(List<Layer> layers, int stage, int in, int width, int blocks, Block kind) {
        int out = kind == Block.BASIC ? width : 4 * width;
        for (int block = 0; block < blocks; block++) {
            String name = "layer" + (stage + 1) + "." + block;
            int stride = stage > 0 && block == 0 ? 2 : 1;
            int blockIn = block == 0 ? in : out;
            Layer body = switch (kind) {
                case BASIC -> basic(name, blockIn, width, stride);
                case BOTTLENECK -> bottleneck(name, blockIn, width, out, stride);
                case WIDE_BOTTLENECK -> bottleneck(name, blockIn, 2 * width, out, stride);
            };
            Optional<Layer> shortcut = stride == 1 && blockIn == out
                    ? Optional.empty()
                    : Optional.of(Sequential.of(
                            convolution(name + ".downsample.0", blockIn, out, 1, stride),
                            new BatchNorm(name + ".downsample.1", out)));
            layers.add(new Residual(body, shortcut));
            layers.add(new Relu());
        }
        return out;
    }

    private static Layer basic(String name, int in, int width, int stride) {
        return Sequential.of(
                convolution(name + ".conv1", in, width, 3, stride),
                new BatchNorm(name + ".bn1", width),
                new Relu(),
                convolution(name + ".conv2", width, width, 3, 1),
                new BatchNorm(name + ".bn2", width));
    }

    private static Layer bottleneck(String name, int in, int width, int out, int stride) {
        return Sequential.of(
                convolution(name + ".conv1", in, width, 1, 1),
                new BatchNorm(name + ".bn1", width),
                new Relu(),
                convolution(name + ".conv2", width, width, 3, stride),
                new BatchNorm(name + ".bn2", width),
                new Relu(),
                convolution(name + ".conv3", width, out, 1, 1),
                new BatchNorm(name + ".bn3", out));
    }

    private static Conv2d convolution(String name, int in, int out, int kernel, int stride) {
        return new Conv2d(name, in, out, kernel, stride, kernel / 2, false);
    }
}
