package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.LayerScale;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.settings.Settings;

/**
 * ConvNeXts (Liu et al., "A ConvNet for the 2020s", CVPR 2022) with torchvision's structure, parameter names and first
 * values, without the last linear layer. The layer norm before it belongs to the features, as {@code classifier.0}.
 */
public final class ConvNeXts {

    private static final double EPSILON = 1e-6;
    private static final double FIRST_SCALE = 1e-6;
    private static final int MLP_RATIO = 4;

    private ConvNeXts() {}

    /** Blocks 3, 3, 9 and 3 of 96, 192, 384 and 768 channels; 768 features. */
    public static Backbone tiny() {
        return tiny(0);
    }

    /**
     * The same with drop path.
     *
     * @param dropPath the probability of the last block, from 0 to less than 1; that of the first is 0
     */
    public static Backbone tiny(double dropPath) {
        Layer layers = layers(new int[] {96, 192, 384, 768}, new int[] {3, 3, 9, 3}, dropPath);
        return new Backbone("convnext-tiny", layers, 768, dropPath > 0
                ? Map.of("backbone", "convnext-tiny", "dropPath", dropPath)
                : Map.of("backbone", "convnext-tiny"));
    }

    /** A backbone that reads {@code dropPath}. */
    public static Backbone from(Settings settings) {
        return tiny(settings.optionalNumber("dropPath", 0, 0, 0.9));
    }

    /**
     * The layers of a ConvNeXt of any size, [N, 3, H, W] to [N, width of the last stage]. Height and width are divided by
     * 4, and by 2 before every further stage.
     *
     * @param widths the channels of each stage
     * @param depths the blocks of each stage
     */
    public static Layer layers(int[] widths, int[] depths) {
        return layers(widths, depths, 0);
    }

    /**
     * The same with drop path at the end of each block.
     *
     * @param dropPath the probability of the last block; that of the first is 0
     */
    public static Layer layers(int[] widths, int[] depths, double dropPath) {
        int blocks = Arrays.stream(depths).sum();
        int before = 0;
        List<Layer> layers = new ArrayList<>();
        layers.add(convolution("features.0.0", 3, widths[0], 4, 4, 0, 1));
        layers.add(norm("features.0.1", widths[0]));
        for (int stage = 0; stage < widths.length; stage++) {
            int width = widths[stage];
            if (stage > 0) {
                String name = "features." + 2 * stage;
                layers.add(norm(name + ".0", widths[stage - 1]));
                layers.add(convolution(name + ".1", widths[stage - 1], width, 2, 2, 0, 1));
            }
            for (int block = 0; block < depths[stage]; block++) {
                String name = "features." + (2 * stage + 1) + "." + block;
                List<Layer> last = DropPath.growing(name + ".stochastic_depth", dropPath, before + block, blocks);
                layers.add(block(name, width, last));
            }
            before += depths[stage];
        }
        int features = widths[widths.length - 1];
        layers.add(new GlobalAvgPool());
        layers.add(norm("classifier.0", features));
        return new Sequential(layers);
    }

    private static Layer block(String name, int width, List<Layer> last) {
        List<Layer> body = new ArrayList<>(List.of(
                convolution(name + ".block.0", width, width, 7, 1, 3, width),
                norm(name + ".block.2", width),
                new Linear(name + ".block.3", width, MLP_RATIO * width, true, Initialisation.CONVNEXT),
                new Gelu(false),
                new Linear(name + ".block.5", MLP_RATIO * width, width, true, Initialisation.CONVNEXT),
                new LayerScale(name + ".layer_scale", width, FIRST_SCALE)));
        body.addAll(last);
        return new Residual(new Sequential(body), Optional.empty());
    }

    private static Layer norm(String name, int features) {
        return new LayerNorm(name, features, EPSILON);
    }

    private static Conv2d convolution(String name, int in, int out, int kernel, int stride, int padding, int groups) {
        return new Conv2d(name, in, out, kernel, stride, padding, groups, true, Initialisation.CONVNEXT);
    }
}
