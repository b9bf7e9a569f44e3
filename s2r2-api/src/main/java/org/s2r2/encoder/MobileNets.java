package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Layer.AdaptiveAvgPool;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.ChannelGate;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.Hardsigmoid;
import org.s2r2.encoder.Layer.Hardswish;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;

/**
 * MobileNetV3 (Howard et al., "Searching for MobileNetV3", ICCV 2019) with torchvision's structure, parameter names and
 * first values, without the classifier and its hidden layer.
 */
public final class MobileNets {

    /**
     * An inverted residual: one pixel to {@code expanded} channels, a depthwise convolution, a gate or none, one pixel to
     * {@code out} channels. Its input is added where it has the shape of the output.
     *
     * @param gated whether squeeze and excitation chooses among the channels
     * @param swish whether the activation is hardswish; or it is ReLU
     */
    public record Block(int in, int kernel, int expanded, int out, boolean gated, boolean swish, int stride) {}

    private static final List<Block> SMALL = List.of(
            new Block(16, 3, 16, 16, true, false, 2),
            new Block(16, 3, 72, 24, false, false, 2),
            new Block(24, 3, 88, 24, false, false, 1),
            new Block(24, 5, 96, 40, true, true, 2),
            new Block(40, 5, 240, 40, true, true, 1),
            new Block(40, 5, 240, 40, true, true, 1),
            new Block(40, 5, 120, 48, true, true, 1),
            new Block(48, 5, 144, 48, true, true, 1),
            new Block(48, 5, 288, 96, true, true, 2),
            new Block(96, 5, 576, 96, true, true, 1),
            new Block(96, 5, 576, 96, true, true, 1));

    private static final int LAST_EXPANSION = 6;
    private static final int SQUEEZE = 4;
    private static final int DIVISOR = 8;
    private static final double MOMENTUM = 0.01;
    private static final double EPSILON = 1e-3;

    private MobileNets() {}

    /** The small one: 11 blocks, 576 features. */
    public static Backbone v3Small() {
        return new Backbone("mobilenet-v3-small", layers(SMALL), LAST_EXPANSION * 96, Map.of("backbone", "mobilenet-v3-small"));
    }

    /**
     * The layers of a MobileNetV3 of any blocks, [N, 3, H, W] to [N, 6 x the channels of the last block]. The first
     * convolution halves height and width.
     */
    public static Layer layers(List<Block> blocks) {
        List<Layer> layers = new ArrayList<>();
        add(layers, "features.0", 3, blocks.get(0).in(), 3, 2, 1, new Hardswish());
        for (int i = 0; i < blocks.size(); i++) {
            layers.add(inverted("features." + (i + 1), blocks.get(i)));
        }
        int channels = blocks.get(blocks.size() - 1).out();
        add(layers, "features." + (blocks.size() + 1), channels, LAST_EXPANSION * channels, 1, 1, 1, new Hardswish());
        layers.add(new GlobalAvgPool());
        return new Sequential(layers);
    }

    private static Layer inverted(String name, Block block) {
        Layer activation = block.swish ? new Hardswish() : new Relu();
        List<Layer> layers = new ArrayList<>();
        int part = 0;
        if (block.expanded != block.in) {
            add(layers, name + ".block." + part++, block.in, block.expanded, 1, 1, 1, activation);
        }
        add(layers, name + ".block." + part++, block.expanded, block.expanded, block.kernel, block.stride, block.expanded,
                activation);
        if (block.gated) {
            layers.add(squeezeAndExcitation(name + ".block." + part++, block.expanded));
        }
        add(layers, name + ".block." + part, block.expanded, block.out, 1, 1, 1, Sequential.of());
        Layer body = new Sequential(layers);
        return block.stride == 1 && block.in == block.out ? new Residual(body, Optional.empty()) : body;
    }

    /** A convolution, {@code name.0}, a batch norm, {@code name.1}, and an activation. */
    private static void add(
            List<Layer> to, String name, int in, int out, int kernel, int stride, int groups, Layer activation) {
        to.add(new Conv2d(name + ".0", in, out, kernel, stride, kernel / 2, groups, false, Initialisation.MOBILENET));
        to.add(new BatchNorm(name + ".1", out, MOMENTUM, EPSILON));
        to.add(activation);
    }

    private static Layer squeezeAndExcitation(String name, int channels) {
        int squeezed = rounded(channels / SQUEEZE);
        return new ChannelGate(Sequential.of(
                new AdaptiveAvgPool(1),
                new Conv2d(name + ".fc1", channels, squeezed, 1, 1, 0, true, Initialisation.MOBILENET),
                new Relu(),
                new Conv2d(name + ".fc2", squeezed, channels, 1, 1, 0, true, Initialisation.MOBILENET),
                new Hardsigmoid()));
    }

    /** To a multiple of 8 that is at least 8 and not less than nine tenths. */
    private static int rounded(int channels) {
        int nearest = Math.max(DIVISOR, (channels + DIVISOR / 2) / DIVISOR * DIVISOR);
        return nearest < 0.9 * channels ? nearest + DIVISOR : nearest;
    }
}
