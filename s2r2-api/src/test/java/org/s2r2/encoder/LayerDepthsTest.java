package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.VisionTransformers.Size;

class LayerDepthsTest {

    /** BEiT: 14 groups, of which the embeddings are the first, and the last norm and the head the last. */
    @Test
    void aVisionTransformerHasBeitsGroups() {
        Map<String, Double> factors = factors(VisionTransformers.vit(Size.TINY, 4, 32), 0.5);
        assertThat(factors.get("patch_embed.proj.weight")).isCloseTo(Math.pow(0.5, 13), within(1e-15));
        assertThat(factors.get("cls_token")).isEqualTo(factors.get("pos_embed")).isCloseTo(Math.pow(0.5, 13), within(1e-15));
        assertThat(factors.get("blocks.0.attn.qkv.weight")).isCloseTo(Math.pow(0.5, 12), within(1e-15));
        assertThat(factors.get("blocks.11.mlp.fc2.bias")).isEqualTo(0.5);
        assertThat(factors.get("norm.weight")).isEqualTo(1);
        assertThat(factors).doesNotContainKey("head.0.weight").hasSize(4 + 12 * 12 + 2);
    }

    @Test
    void theBlocksOfAResidualNetworkCountThroughItsStages() {
        Map<String, Double> factors = factors(ResNets.resnet18(), 0.8);
        assertThat(factors.get("conv1.weight")).isEqualTo(factors.get("bn1.bias")).isCloseTo(Math.pow(0.8, 9), within(1e-12));
        assertThat(factors.get("layer2.0.downsample.0.weight")).isEqualTo(factors.get("layer2.0.conv1.weight"))
                .isCloseTo(Math.pow(0.8, 6), within(1e-12));
        assertThat(factors.get("layer4.1.bn2.weight")).isEqualTo(0.8);
        assertThat(factors).doesNotContainKey("bn1.running_mean");
    }

    /** The stem, 18 blocks, three times a downsampling between stages, and the last norm. */
    @Test
    void theBlocksOfAConvNeXtAreItsResidualsAndDownsamplings() {
        Map<String, Double> factors = factors(ConvNeXts.tiny(), 0.9);
        for (String name : List.of("features.0.0.weight", "features.0.1.bias")) {
            assertThat(factors.get(name)).as(name).isCloseTo(Math.pow(0.9, 22), within(1e-12));
        }
        assertThat(factors.get("features.1.0.block.0.weight")).isEqualTo(factors.get("features.1.0.layer_scale"))
                .isCloseTo(Math.pow(0.9, 21), within(1e-12));
        assertThat(factors.get("features.2.0.weight")).isEqualTo(factors.get("features.2.1.weight"))
                .isCloseTo(Math.pow(0.9, 18), within(1e-12));
        assertThat(factors.get("features.7.2.block.3.weight")).isEqualTo(0.9);
        assertThat(factors.get("classifier.0.weight")).isEqualTo(1);
    }

    /** The stem, 11 blocks and the last convolution. */
    @Test
    void aConvolutionAndItsBatchNormAreOfOneBlock() {
        Map<String, Double> factors = factors(MobileNets.v3Small(), 0.9);
        assertThat(factors.get("features.0.0.weight")).isEqualTo(factors.get("features.0.1.weight"))
                .isCloseTo(Math.pow(0.9, 13), within(1e-12));
        assertThat(factors.get("features.11.block.0.0.weight")).isCloseTo(Math.pow(0.9, 2), within(1e-12));
        assertThat(factors.get("features.12.0.weight")).isEqualTo(factors.get("features.12.1.bias")).isEqualTo(0.9);
    }

    @Test
    void blocksAreFoundBehindThePrefixOfAWrapperAndANetworkWithoutThemIsRefused() {
        Layer wrapped = Layer.Sequential.of(
                new Layer.Conv2d("net.stem", 3, 4, 3, 1, 1, false), new Layer.Conv2d("net.layer1.0.conv1", 4, 4, 3, 1, 1, false),
                new Layer.Conv2d("net.layer1.1.conv1", 4, 4, 3, 1, 1, false), new Layer.GlobalAvgPool());
        assertThat(factors(new Backbone("wrapped", wrapped, 4), 0.5)).isEqualTo(Map.of(
                "net.stem.weight", 0.125, "net.layer1.0.conv1.weight", 0.25, "net.layer1.1.conv1.weight", 0.5));
        Layer plain = Layer.Sequential.of(new Layer.Conv2d("denseblock1.denselayer1.conv", 3, 4, 3, 1, 1, false),
                new Layer.GlobalAvgPool());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factors(new Backbone("plain", plain, 4), 0.5))
                .withMessageContaining("number no blocks");
    }

    private static Map<String, Double> factors(Backbone backbone, double decay) {
        return LayerDepths.factors(new ProjectionHead(2, 8, 4, false).on(backbone, true), decay);
    }
}
