package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.VisionTransformers.Size;

class LayerDepthsTest {

    /** timm: 14 groups, of which the embeddings are the first, and the last norm and the head the last. */
    @Test
    void aVisionTransformerHasTimmsGroups() {
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

    private static Map<String, Double> factors(Backbone backbone, double decay) {
        return LayerDepths.factors(new ProjectionHead(2, 8, 4, false).on(backbone, true), decay);
    }
}
