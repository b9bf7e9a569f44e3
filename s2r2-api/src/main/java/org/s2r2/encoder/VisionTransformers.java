package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.encoder.TokenLayer.ClassToken;
import org.s2r2.encoder.TokenLayer.FirstToken;
import org.s2r2.encoder.TokenLayer.MeanToken;
import org.s2r2.encoder.TokenLayer.PixelTokens;
import org.s2r2.encoder.TokenLayer.PositionEmbedding;
import org.s2r2.encoder.TokenLayer.SelfAttention;
import org.s2r2.settings.Settings;

/**
 * Vision transformers (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; the small ones: Touvron et al.,
 * ICML 2021) with the structure, parameter names and first values of timm's {@code vit_*_patch*}, without the classifier.
 * The features are those of {@link Pooling}. Images of any size are taken: pixels at the right and
 * below that fill no patch are left out, and position embeddings are interpolated to the grid of patches.
 */
public final class VisionTransformers {

    private static final double EPSILON = 1e-6;
    private static final int MLP_RATIO = 4;

    /** The sizes that have names. */
    public enum Size {
        /** 12 blocks of 192 channels and 3 heads. */
        TINY(192, 12, 3),
        /** 12 blocks of 384 channels and 6 heads. */
        SMALL(384, 12, 6),
        /** 12 blocks of 768 channels and 12 heads. */
        BASE(768, 12, 12);

        private final int width;
        private final int depth;
        private final int heads;

        Size(int width, int depth, int heads) {
            this.width = width;
            this.depth = depth;
            this.heads = heads;
        }

        /** What experiment files call the backbone, such as {@code vit-tiny}. */
        public String backbone() {
            return "vit-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of the tokens of the last block. */
    public enum Pooling {
        /** The last layer norm, {@code norm}, and the class token of what it gives. */
        TOKEN,
        /** The mean of the tokens of patches, and behind it the last layer norm, {@code fc_norm}; timm's {@code avg}. */
        MEAN
    }

    /** The first values of position embeddings. */
    public enum Positions {
        /** Normal with deviation 0.02, as timm's. */
        NORMAL,
        /** {@link FirstValues.Sines}, of which an encoder learns faster; training goes on from there. */
        SINE
    }

    /**
     * What a vision transformer may have besides its size.
     *
     * @param dropPath the probability of drop path at the end of both residuals of the last block, from 0 to less than 1; that
     *     of the first block is 0
     */
    public record Form(double dropPath, Pooling pooling, Positions positions) {

        /** No drop path, the class token, and position embeddings from a normal distribution. */
        public static final Form PLAIN = new Form(0, Pooling.TOKEN, Positions.NORMAL);

        private static Form from(Settings settings) {
            return new Form(
                    settings.optionalNumber("dropPath", 0, 0, 0.9),
                    settings.optionalChoice("pooling", Pooling.TOKEN),
                    settings.optionalChoice("positions", Positions.NORMAL));
        }

        /** The keys that are not at their defaults. */
        private Map<String, Object> settings() {
            Map<String, Object> settings = new HashMap<>();
            if (dropPath > 0) {
                settings.put("dropPath", dropPath);
            }
            if (pooling == Pooling.MEAN) {
                settings.put("pooling", "mean");
            }
            if (positions == Positions.SINE) {
                settings.put("positions", "sine");
            }
            return settings;
        }
    }

    private VisionTransformers() {}

    /**
     * A backbone with as many features as its tokens have channels.
     *
     * @param patch the height and width of a patch, in pixels
     * @param imageSize the height and width of the images that the position embeddings are for, a multiple of {@code
     *     patch}
     */
    public static Backbone vit(Size size, int patch, int imageSize) {
        return vit(size, patch, imageSize, Form.PLAIN);
    }

    /** The same in any form. */
    public static Backbone vit(Size size, int patch, int imageSize, Form form) {
        return vit(size, size.heads, patch, imageSize, form);
    }

    private static Backbone vit(Size size, int heads, int patch, int imageSize, Form form) {
        Map<String, Object> settings = form.settings();
        settings.putAll(Map.of("backbone", size.backbone(), "patch", patch, "imageSize", imageSize));
        String name = size.backbone() + "-patch" + patch + "-" + imageSize + (form.pooling == Pooling.MEAN ? "-mean" : "");
        if (heads != size.heads) {
            settings.put("heads", heads);
            name += "-heads" + heads;
        }
        Layer layers = layers(size.width, size.depth, heads, patch, imageSize, form);
        return new Backbone(name, layers, size.width, settings);
    }

    /**
     * A backbone that reads {@code patch}, {@code imageSize}, {@code heads}, {@code dropPath}, {@code pooling} and {@code
     * positions}.
     *
     * @throws org.s2r2.settings.InvalidInputException if the size is no multiple of the patch, or the width none of the heads
     */
    public static Backbone from(Size size, Settings settings) {
        int patch = settings.integer("patch", 16, 1, 64);
        int imageSize = settings.integer("imageSize", 224, 1, 4096);
        if (imageSize % patch != 0) {
            throw settings.invalid("imageSize", imageSize, "a multiple of the patch, " + patch);
        }
        int heads = settings.optionalInteger("heads", size.heads, 1, size.width);
        if (size.width % heads != 0) {
            throw settings.invalid("heads", heads, "a divisor of the width, " + size.width);
        }
        return vit(size, heads, patch, imageSize, Form.from(settings));
    }

    /**
     * The layers of a vision transformer of any size, [N, 3, H, W] to [N, width].
     *
     * @param width the channels of a token, a multiple of {@code heads}
     */
    public static Layer layers(int width, int depth, int heads, int patch, int imageSize) {
        return layers(width, depth, heads, patch, imageSize, Form.PLAIN);
    }

    /** The same in any form. */
    public static Layer layers(int width, int depth, int heads, int patch, int imageSize, Form form) {
        if (width % heads != 0 || imageSize % patch != 0) {
            throw new IllegalArgumentException("a vision transformer has a width that is a multiple of its heads and an image"
                    + " size that is one of its patch, found width " + width + ", heads " + heads + ", image size " + imageSize
                    + ", patch " + patch);
        }
        List<Layer> layers = new ArrayList<>();
        layers.add(new Conv2d("patch_embed.proj", 3, width, patch, patch, 0, true, Initialisation.TIMM));
        layers.add(new PixelTokens());
        layers.add(new ClassToken("cls_token", width));
        layers.add(positions(form.positions, imageSize / patch, width));
        for (int block = 0; block < depth; block++) {
            String name = "blocks." + block;
            layers.add(residual(
                    DropPath.growing(name + ".drop_path1", form.dropPath, block, depth),
                    new LayerNorm(name + ".norm1", width, EPSILON),
                    linear(name + ".attn.qkv", width, 3 * width),
                    new SelfAttention(heads),
                    linear(name + ".attn.proj", width, width)));
            layers.add(residual(
                    DropPath.growing(name + ".drop_path2", form.dropPath, block, depth),
                    new LayerNorm(name + ".norm2", width, EPSILON),
                    linear(name + ".mlp.fc1", width, MLP_RATIO * width),
                    new Gelu(false),
                    linear(name + ".mlp.fc2", MLP_RATIO * width, width)));
        }
        layers.addAll(pooled(form.pooling, width));
        return new Sequential(layers);
    }

    private static PositionEmbedding positions(Positions positions, int grid, int width) {
        return switch (positions) {
            case NORMAL -> new PositionEmbedding("pos_embed", 1, grid, width);
            case SINE -> new PositionEmbedding("pos_embed", 1, grid, width, new FirstValues.Sines(1));
        };
    }

    private static List<Layer> pooled(Pooling pooling, int width) {
        return switch (pooling) {
            case TOKEN -> List.of(new LayerNorm("norm", width, EPSILON), new FirstToken());
            case MEAN -> List.of(new MeanToken(1), new LayerNorm("fc_norm", width, EPSILON));
        };
    }

    private static Layer residual(List<Layer> last, Layer... body) {
        List<Layer> layers = new ArrayList<>(List.of(body));
        layers.addAll(last);
        return new Residual(new Sequential(layers), Optional.empty());
    }

    private static Linear linear(String name, int in, int out) {
        return new Linear(name, in, out, true, Initialisation.TIMM);
    }
}
