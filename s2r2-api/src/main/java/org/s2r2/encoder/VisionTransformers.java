package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.s2r2.encoder.Layer.ClassToken;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.FirstToken;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.PixelTokens;
import org.s2r2.encoder.Layer.PositionEmbedding;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.SelfAttention;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.settings.Settings;

/**
 * Vision transformers (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021; the small ones: Touvron et al.,
 * ICML 2021) with the structure, parameter names and first values of timm's {@code vit_*_patch*}, without the classifier.
 * The features are the class token behind the last layer norm. Images of any size are taken: pixels at the right and
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

    private VisionTransformers() {}

    /**
     * A backbone with as many features as its tokens have channels.
     *
     * @param patch the height and width of a patch, in pixels
     * @param imageSize the height and width of the images that the position embeddings are for, a multiple of {@code
     *     patch}
     */
    public static Backbone vit(Size size, int patch, int imageSize) {
        return vit(size, patch, imageSize, 0);
    }

    /**
     * The same with drop path.
     *
     * @param dropPath the probability of the last block, from 0 to less than 1; that of the first is 0
     */
    public static Backbone vit(Size size, int patch, int imageSize, double dropPath) {
        Map<String, Object> settings =
                new HashMap<>(Map.of("backbone", size.backbone(), "patch", patch, "imageSize", imageSize));
        if (dropPath > 0) {
            settings.put("dropPath", dropPath);
        }
        Layer layers = layers(size.width, size.depth, size.heads, patch, imageSize, dropPath);
        return new Backbone(size.backbone() + "-patch" + patch + "-" + imageSize, layers, size.width, settings);
    }

    /**
     * A backbone that reads {@code patch}, {@code imageSize} and {@code dropPath}.
     *
     * @throws org.s2r2.settings.InvalidInputException if the size is no multiple of the patch
     */
    public static Backbone from(Size size, Settings settings) {
        int patch = settings.integer("patch", 16, 1, 64);
        int imageSize = settings.integer("imageSize", 224, 1, 4096);
        if (imageSize % patch != 0) {
            throw settings.invalid("imageSize", imageSize, "a multiple of the patch, " + patch);
        }
        return vit(size, patch, imageSize, settings.optionalNumber("dropPath", 0, 0, 0.9));
    }

    /**
     * The layers of a vision transformer of any size, [N, 3, H, W] to [N, width].
     *
     * @param width the channels of a token, a multiple of {@code heads}
     */
    public static Layer layers(int width, int depth, int heads, int patch, int imageSize) {
        return layers(width, depth, heads, patch, imageSize, 0);
    }

    /**
     * The same with drop path at the end of both residuals of a block.
     *
     * @param dropPath the probability of the last block; that of the first is 0
     */
    public static Layer layers(int width, int depth, int heads, int patch, int imageSize, double dropPath) {
        if (width % heads != 0 || imageSize % patch != 0) {
            throw new IllegalArgumentException("a vision transformer has a width that is a multiple of its heads and an image"
                    + " size that is one of its patch, found width " + width + ", heads " + heads + ", image size " + imageSize
                    + ", patch " + patch);
        }
        List<Layer> layers = new ArrayList<>();
        layers.add(new Conv2d("patch_embed.proj", 3, width, patch, patch, 0, true, Initialisation.TIMM));
        layers.add(new PixelTokens());
        layers.add(new ClassToken("cls_token", width));
        layers.add(new PositionEmbedding("pos_embed", 1, imageSize / patch, width));
        for (int block = 0; block < depth; block++) {
            String name = "blocks." + block;
            layers.add(residual(
                    DropPath.growing(name + ".drop_path1", dropPath, block, depth),
                    new LayerNorm(name + ".norm1", width, EPSILON),
                    linear(name + ".attn.qkv", width, 3 * width),
                    new SelfAttention(heads),
                    linear(name + ".attn.proj", width, width)));
            layers.add(residual(
                    DropPath.growing(name + ".drop_path2", dropPath, block, depth),
                    new LayerNorm(name + ".norm2", width, EPSILON),
                    linear(name + ".mlp.fc1", width, MLP_RATIO * width),
                    new Gelu(false),
                    linear(name + ".mlp.fc2", MLP_RATIO * width, width)));
        }
        layers.add(new LayerNorm("norm", width, EPSILON));
        layers.add(new FirstToken());
        return new Sequential(layers);
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
