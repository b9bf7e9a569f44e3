package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.encoder.VisionTransformers.Size;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;

class VisionTransformersTest {

    private static int count(Backbone backbone) {
        return backbone.layer().parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum();
    }

    /** The counts of timm 1.0.29's {@code vit_*_patch16_224} with {@code num_classes=0}. */
    @ParameterizedTest
    @CsvSource({"TINY, 192, 5524416", "SMALL, 384, 21665664", "BASE, 768, 85798656"})
    void theyHaveTimmsParameterCounts(Size size, int features, int parameters) {
        Backbone backbone = VisionTransformers.vit(size, 16, 224);
        assertThat(count(backbone)).isEqualTo(parameters);
        assertThat(backbone.featureDim()).isEqualTo(features);
    }

    @Test
    void parametersCarryTimmsNamesAndShapes() {
        List<Parameter> parameters = VisionTransformers.vit(Size.TINY, 4, 32).layer().parameters();
        assertThat(parameters).extracting(Parameter::name)
                .startsWith("patch_embed.proj.weight", "patch_embed.proj.bias", "cls_token", "pos_embed",
                        "blocks.0.norm1.weight", "blocks.0.norm1.bias", "blocks.0.attn.qkv.weight", "blocks.0.attn.qkv.bias",
                        "blocks.0.attn.proj.weight", "blocks.0.attn.proj.bias", "blocks.0.norm2.weight", "blocks.0.norm2.bias",
                        "blocks.0.mlp.fc1.weight", "blocks.0.mlp.fc1.bias", "blocks.0.mlp.fc2.weight", "blocks.0.mlp.fc2.bias",
                        "blocks.1.norm1.weight")
                .endsWith("blocks.11.mlp.fc2.bias", "norm.weight", "norm.bias")
                .doesNotHaveDuplicates();
        assertThat(shape(parameters, "patch_embed.proj.weight")).containsExactly(192, 3, 4, 4);
        assertThat(shape(parameters, "cls_token")).containsExactly(1, 1, 192);
        assertThat(shape(parameters, "pos_embed")).containsExactly(1, 65, 192);
        assertThat(shape(parameters, "blocks.3.attn.qkv.weight")).containsExactly(576, 192);
        assertThat(shape(parameters, "blocks.11.mlp.fc2.weight")).containsExactly(192, 768);
    }

    /** timm's {@code global_pool='avg'}: as many parameters, and the last norm behind the mean. */
    @Test
    void theMeanOfTokensHasItsNormBehindIt() {
        Backbone backbone = VisionTransformers.from(Size.TINY, Settings.of("test", Map.of("pooling", "mean")));
        assertThat(count(backbone)).isEqualTo(5524416);
        assertThat(backbone.layer().parameters()).extracting(Parameter::name)
                .endsWith("blocks.11.mlp.fc2.bias", "fc_norm.weight", "fc_norm.bias");
        assertThat(backbone.name()).isEqualTo("vit-tiny-patch16-224-mean");
        assertThat(backbone.settings()).containsEntry("pooling", "mean");
        assertThatThrownBy(() -> VisionTransformers.from(Size.TINY, Settings.of("test", Map.of("pooling", "max"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("pooling", "max", "token", "mean");
    }

    private static int[] shape(List<Parameter> parameters, String name) {
        return parameters.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow().shape();
    }

    /** timm's {@code torch.linspace(0, drop_path_rate, depth)}, whose first block has none. */
    @Test
    void dropPathGrowsLinearlyFromBlockToBlockAndEndsBothResiduals() {
        List<Layer.DropPath> paths = dropPaths(VisionTransformers.from(Size.TINY, Settings.of("test", Map.of("dropPath", 0.22))));
        assertThat(paths).hasSize(22);
        for (int i = 0; i < 22; i++) {
            int block = 1 + i / 2;
            assertThat(paths.get(i).name()).isEqualTo("blocks." + block + ".drop_path" + (1 + i % 2));
            assertThat(paths.get(i).probability()).isCloseTo(0.02 * block, within(1e-12));
        }
        List<Layer.DropPath> ofConvolutions = dropPaths(ConvNeXts.from(Settings.of("test", Map.of("dropPath", 0.34))));
        assertThat(ofConvolutions).hasSize(17);
        assertThat(ofConvolutions.get(2).name()).isEqualTo("features.3.0.stochastic_depth");
        assertThat(ofConvolutions.get(2).probability()).isCloseTo(0.06, within(1e-12));
        assertThat(ofConvolutions.get(16).name()).isEqualTo("features.7.2.stochastic_depth");
    }

    @Test
    void withoutDropPathThereIsNoSuchLayerAndNoSuchKey() {
        Settings settings = Settings.of("test", Map.of());
        Backbone backbone = VisionTransformers.from(Size.TINY, settings);
        assertThat(dropPaths(backbone)).isEmpty();
        assertThat(backbone.settings()).doesNotContainKey("dropPath");
        assertThat(settings.resolved()).containsKey("imageSize").doesNotContainKey("dropPath");
        assertThat(dropPaths(ConvNeXts.tiny())).isEmpty();
        assertThatThrownBy(() -> VisionTransformers.from(Size.TINY, Settings.of("test", Map.of("dropPath", 0.95))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("dropPath", "0.95", "0.9");
    }

    private static List<Layer.DropPath> dropPaths(Backbone backbone) {
        return backbone.layer().tree()
                .filter(Layer.DropPath.class::isInstance)
                .map(Layer.DropPath.class::cast)
                .toList();
    }

    @Test
    void decayLeavesOutBiasesNormsAndEmbeddings() {
        assertThat(VisionTransformers.vit(Size.TINY, 8, 64).layer().parameters()).allSatisfy(parameter ->
                assertThat(parameter.regularised())
                        .isEqualTo(parameter.name().endsWith("weight") && parameter.shape().length > 1));
    }

    @Test
    void firstValuesAreTimms() {
        Encoder encoder = VisionTransformers.vit(Size.TINY, 8, 64).project(16).encoder();
        Map<String, HostArray> weights = Initializer.initialise(encoder, 3);
        assertThat(deviation(weights, "blocks.5.attn.qkv.weight")).isCloseTo(0.02, within(0.0005));
        assertThat(deviation(weights, "blocks.5.mlp.fc2.weight")).isCloseTo(0.02, within(0.0005));
        assertThat(deviation(weights, "pos_embed")).isCloseTo(0.02, within(0.001));
        assertThat(deviation(weights, "cls_token")).isCloseTo(1e-6, within(2e-7));
        double bound = 1 / Math.sqrt(3 * 8 * 8);
        for (String name : List.of("patch_embed.proj.weight", "patch_embed.proj.bias")) {
            assertThat(deviation(weights, name)).as(name).isCloseTo(bound / Math.sqrt(3), within(0.005));
            for (float value : weights.get(name).values()) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
            }
        }
        assertThat(weights.get("blocks.0.attn.qkv.bias").values()).containsOnly(0);
        assertThat(weights.get("blocks.0.mlp.fc1.bias").values()).containsOnly(0);
        assertThat(weights.get("norm.weight").values()).containsOnly(1);
        assertThat(weights.get("norm.bias").values()).containsOnly(0);
        assertThat(Initializer.initialise(encoder, 3)).isEqualTo(weights);
        assertThat(Initializer.initialise(encoder, 4).get("pos_embed")).isNotEqualTo(weights.get("pos_embed"));
    }

    /** MoCo v3's ViT-Small has 12 heads where timm's has 6, and arrays of the same shapes. */
    @Test
    void headsCanBeSaid() {
        Backbone backbone = VisionTransformers.from(Size.SMALL, Settings.of("test", Map.of("heads", 12)));
        assertThat(backbone.layer().tree().filter(TokenLayer.SelfAttention.class::isInstance))
                .hasSize(12)
                .containsOnly(new TokenLayer.SelfAttention(12));
        assertThat(backbone.name()).isEqualTo("vit-small-patch16-224-heads12");
        assertThat(backbone.settings()).containsEntry("heads", 12);
        Backbone usual = VisionTransformers.from(Size.SMALL, Settings.of("test", Map.of("heads", 6)));
        assertThat(usual.settings()).doesNotContainKey("heads");
        assertThatThrownBy(() -> VisionTransformers.from(Size.TINY, Settings.of("test", Map.of("heads", 5))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("heads", "5", "192");
    }

    /** By the equation, with 4 channels to a frequency: places of a grid of 4, behind the class token. */
    @Test
    void positionsMayStartFromSines() {
        Backbone backbone = VisionTransformers.from(
                Size.TINY, Settings.of("test", Map.of("patch", 8, "imageSize", 32, "positions", "sine")));
        assertThat(backbone.settings()).containsEntry("positions", "sine");
        HostArray positions = Initializer.initialise(backbone.project(16).encoder(), 3).get("pos_embed");
        assertThat(positions.shape()).containsExactly(1, 17, 192);
        for (int i = 0; i < 192; i++) {
            assertThat(positions.values()[i]).as("class token").isZero();
        }
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                for (int i = 0; i < 48; i++) {
                    double frequency = Math.exp(-Math.log(10000) * i / 48);
                    float[] expected = {
                        (float) Math.sin(column * frequency), (float) Math.cos(column * frequency),
                        (float) Math.sin(row * frequency), (float) Math.cos(row * frequency)
                    };
                    for (int part = 0; part < 4; part++) {
                        assertThat(positions.values()[(1 + 4 * row + column) * 192 + 48 * part + i])
                                .isCloseTo(expected[part], within(1e-6f));
                    }
                }
            }
        }
        assertThat(VisionTransformers.from(Size.TINY, Settings.of("test", Map.of())).settings()).doesNotContainKey("positions");
    }

    private static double deviation(Map<String, HostArray> weights, String name) {
        double square = 0;
        float[] values = weights.get(name).values();
        for (float value : values) {
            square += (double) value * value / values.length;
        }
        return Math.sqrt(square);
    }

    @Test
    void settingsSayPatchAndImageSizeAndAreFilledIn() {
        Settings settings = Settings.of("encoder", Map.of("patch", 4, "imageSize", 32));
        Backbone backbone = VisionTransformers.from(Size.SMALL, settings);
        settings.rejectUnread();
        assertThat(backbone.name()).isEqualTo("vit-small-patch4-32");
        assertThat(backbone.settings()).isEqualTo(Map.of("backbone", "vit-small", "patch", 4, "imageSize", 32));
        assertThat(VisionTransformers.from(Size.TINY, Settings.of("encoder", Map.of())).name())
                .isEqualTo("vit-tiny-patch16-224");
        assertThatThrownBy(() -> VisionTransformers.from(Size.TINY, Settings.of("encoder", Map.of("imageSize", 100))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("encoder: imageSize: found 100, expected a multiple of the patch, 16");
    }

    @Test
    void aGridOfPatchesIsASquare() {
        TokenLayer.PositionEmbedding layer = new TokenLayer.PositionEmbedding("pos_embed", 1, 14, 192);
        assertThat(layer.gridOf(37)).isEqualTo(6);
        assertThatIllegalArgumentException().isThrownBy(() -> layer.gridOf(36)).withMessageContaining("found 36 tokens");
        assertThatIllegalArgumentException().isThrownBy(() -> layer.gridOf(1)).withMessageContaining("found 1 tokens");
    }
}
