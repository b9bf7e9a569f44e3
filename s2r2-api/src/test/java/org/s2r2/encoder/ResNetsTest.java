package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.encoder.ResNets.Stem;

class ResNetsTest {

    private static int trainable(Layer layer) {
        return layer.parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum();
    }

    private static int withClassifier(Backbone backbone, int classes) {
        return trainable(Sequential.of(backbone.layer(), new Linear("fc", backbone.featureDim(), classes, true)));
    }

    /** The counts that torchvision documents for its models. */
    @Test
    void imagenetNetworksHaveTorchvisionsParameterCounts() {
        assertThat(withClassifier(ResNets.resnet18(Stem.IMAGENET), 1000)).isEqualTo(11_689_512);
        assertThat(withClassifier(ResNets.resnet34(Stem.IMAGENET), 1000)).isEqualTo(21_797_672);
        assertThat(withClassifier(ResNets.resnet50(Stem.IMAGENET), 1000)).isEqualTo(25_557_032);
        assertThat(withClassifier(ResNets.resnet101(Stem.IMAGENET), 1000)).isEqualTo(44_549_160);
        assertThat(withClassifier(ResNets.wideResnet50(Stem.IMAGENET), 1000)).isEqualTo(68_883_240);
    }

    /** Table 6 of He et al.: 0.27 M, 0.46 M, 0.66 M, 0.85 M and 1.7 M. */
    @ParameterizedTest
    @CsvSource({"20, 0.27", "32, 0.47", "44, 0.66", "56, 0.86", "110, 1.73"})
    void cifarNetworksHaveThePapersParameterCounts(int depth, double millions) {
        assertThat(withClassifier(ResNets.cifar(depth, 16, 1), 10) / 1e6)
                .isCloseTo(millions, org.assertj.core.api.Assertions.within(0.006));
    }

    @Test
    void parametersCarryTorchvisionsNamesAndShapes() {
        List<Parameter> parameters = ResNets.resnet18(Stem.IMAGENET).layer().parameters();
        assertThat(parameters).extracting(Parameter::name)
                .startsWith("conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var")
                .contains("layer1.0.conv1.weight", "layer2.0.downsample.0.weight", "layer2.0.downsample.1.running_var",
                        "layer4.1.bn2.bias")
                .doesNotContain("layer1.0.downsample.0.weight")
                .doesNotHaveDuplicates();
        assertThat(parameters.get(0).shape()).containsExactly(64, 3, 7, 7);
        assertThat(ResNets.resnet50(Stem.IMAGENET).layer().parameters())
                .anySatisfy(parameter -> {
                    assertThat(parameter.name()).isEqualTo("layer1.0.downsample.0.weight");
                    assertThat(parameter.shape()).containsExactly(256, 64, 1, 1);
                });
    }

    @Test
    void aWideNetworkIsWideInsideItsBlocksAlone() {
        Backbone wide = ResNets.wideResnet50(Stem.IMAGENET);
        assertThat(wide.name()).isEqualTo("wide_resnet50_2");
        assertThat(wide.featureDim()).isEqualTo(2048);
        assertThat(wide.layer().parameters())
                .anySatisfy(parameter -> {
                    assertThat(parameter.name()).isEqualTo("layer2.0.conv2.weight");
                    assertThat(parameter.shape()).containsExactly(256, 256, 3, 3);
                })
                .anySatisfy(parameter -> {
                    assertThat(parameter.name()).isEqualTo("layer2.0.conv3.weight");
                    assertThat(parameter.shape()).containsExactly(512, 256, 1, 1);
                });
    }

    @Test
    void widthScalesEveryStage() {
        Backbone wide = ResNets.cifar(14, 64, 1);
        assertThat(wide.featureDim()).isEqualTo(256);
        assertThat(wide.name()).isEqualTo("resnet14-w64");
        assertThat(wide.layer().parameters().get(0).shape()).containsExactly(64, 3, 3, 3);
    }

    @Test
    void depthsOutsideTheFamilyAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResNets.cifar(18, 16, 1)).withMessageContaining("found 18");
    }

    @Test
    void headsEndInUnitRowsAndKeepTheirWidths() {
        Encoder encoder = new ProjectionHead(3, 96, 32, false).on(ResNets.cifar(8, 8, 1));
        assertThat(encoder.parameters()).filteredOn(p -> p.name().startsWith("head."))
                .extracting(Parameter::name)
                .containsExactly("head.fc1.weight", "head.bn1.weight", "head.bn1.bias", "head.bn1.running_mean",
                        "head.bn1.running_var", "head.fc2.weight", "head.bn2.weight", "head.bn2.bias",
                        "head.bn2.running_mean", "head.bn2.running_var", "head.fc3.weight", "head.fc3.bias");
        assertThat(((Sequential) encoder.head()).layers()).last().isInstanceOf(Layer.L2Normalize.class);
        assertThat(encoder.dim(Encoder.Stage.PROJECTION)).isEqualTo(32);
        assertThat(encoder.dim(Encoder.Stage.BACKBONE)).isEqualTo(32);
    }

    @Test
    void decayLeavesOutBiasesAndBatchNorm() {
        Encoder encoder = new ProjectionHead(2, 16, 8, false).on(ResNets.cifar(8, 8, 1));
        assertThat(encoder.parameters()).allSatisfy(parameter ->
                assertThat(parameter.regularised()).isEqualTo(parameter.shape().length > 1));
    }
}
