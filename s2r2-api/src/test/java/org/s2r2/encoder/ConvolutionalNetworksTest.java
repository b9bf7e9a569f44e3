package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.tensor.HostArray;

/** ConvNeXts and MobileNets. */
class ConvolutionalNetworksTest {

    private static int count(Layer layer) {
        return layer.parameters().stream().filter(Parameter::trainable).mapToInt(Parameter::size).sum();
    }

    private static int[] shape(Backbone backbone, String name) {
        return backbone.layer().parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .shape();
    }

    private static float[] first(Backbone backbone, String name) {
        Encoder encoder = new Encoder("test", backbone.layer(), backbone.featureDim(), Sequential.of(), backbone.featureDim());
        Map<String, HostArray> weights = Initializer.initialise(encoder, 3);
        return weights.get(name).values();
    }

    /** The count that torchvision documents, of which the last linear layer has 769,000. */
    @Test
    void aConvNeXtHasTorchvisionsParameterCount() {
        Backbone backbone = ConvNeXts.tiny();
        assertThat(count(backbone.layer())).isEqualTo(27_820_128);
        assertThat(count(Sequential.of(backbone.layer(), new Linear("classifier.2", 768, 1000, true)))).isEqualTo(28_589_128);
        assertThat(backbone.featureDim()).isEqualTo(768);
    }

    /** The count that torchvision documents, of which the classifier's two layers have 590,848 and 1,025,000. */
    @Test
    void aMobileNetHasTorchvisionsParameterCount() {
        Backbone backbone = MobileNets.v3Small();
        assertThat(count(backbone.layer())).isEqualTo(927_008);
        assertThat(count(Sequential.of(
                        backbone.layer(),
                        new Linear("classifier.0", 576, 1024, true),
                        new Linear("classifier.3", 1024, 1000, true))))
                .isEqualTo(2_542_856);
        assertThat(backbone.featureDim()).isEqualTo(576);
    }

    @Test
    void parametersCarryTorchvisionsNamesAndShapes() {
        Backbone convnext = ConvNeXts.tiny();
        assertThat(convnext.layer().parameters()).extracting(Parameter::name).hasSize(180).doesNotHaveDuplicates();
        assertThat(shape(convnext, "features.0.0.weight")).containsExactly(96, 3, 4, 4);
        assertThat(shape(convnext, "features.1.2.layer_scale")).containsExactly(96, 1, 1);
        assertThat(shape(convnext, "features.2.0.bias")).containsExactly(96);
        assertThat(shape(convnext, "features.4.1.weight")).containsExactly(384, 192, 2, 2);
        assertThat(shape(convnext, "features.5.8.block.0.weight")).containsExactly(384, 1, 7, 7);
        assertThat(shape(convnext, "features.7.0.block.3.weight")).containsExactly(3072, 768);
        assertThat(shape(convnext, "classifier.0.weight")).containsExactly(768);
        Backbone mobilenet = MobileNets.v3Small();
        assertThat(mobilenet.layer().parameters()).extracting(Parameter::name).hasSize(206).doesNotHaveDuplicates();
        assertThat(shape(mobilenet, "features.0.0.weight")).containsExactly(16, 3, 3, 3);
        assertThat(shape(mobilenet, "features.1.block.1.fc1.weight")).containsExactly(8, 16, 1, 1);
        assertThat(shape(mobilenet, "features.2.block.1.0.weight")).containsExactly(72, 1, 3, 3);
        assertThat(shape(mobilenet, "features.6.block.2.fc2.bias")).containsExactly(240);
        assertThat(shape(mobilenet, "features.11.block.3.1.running_var")).containsExactly(96);
        assertThat(shape(mobilenet, "features.12.0.weight")).containsExactly(576, 96, 1, 1);
    }

    @Test
    void decayLeavesOutBiasesNormsAndLayerScales() {
        for (Backbone backbone : List.of(ConvNeXts.tiny(), MobileNets.v3Small())) {
            assertThat(backbone.layer().parameters()).allSatisfy(parameter -> assertThat(parameter.regularised())
                    .isEqualTo(parameter.name().endsWith("weight") && parameter.shape().length > 1));
        }
    }

    @Test
    void firstValuesAreThoseOfTorchvision() {
        Backbone convnext = ConvNeXts.tiny();
        assertThat(first(convnext, "features.3.1.layer_scale")).containsOnly(1e-6f);
        assertThat(first(convnext, "features.3.1.block.5.bias")).containsOnly(0);
        assertThat(deviation(first(convnext, "features.3.1.block.5.weight"))).isCloseTo(0.02, within(2e-4));
        assertThat(deviation(first(convnext, "features.6.1.weight"))).isCloseTo(0.02, within(2e-4));
        Backbone mobilenet = MobileNets.v3Small();
        assertThat(first(mobilenet, "features.9.block.2.fc1.bias")).containsOnly(0);
        // Kaiming's normal with fan-out: 2 / (576 outputs of one pixel).
        assertThat(deviation(first(mobilenet, "features.12.0.weight"))).isCloseTo(Math.sqrt(2.0 / 576), within(1e-3));
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value / values.length;
        }
        return Math.sqrt(squares);
    }

    @Test
    void groupsHaveToDivideTheChannels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Conv2d("c", 6, 8, 3, 1, 1, 4, false, Initialisation.TORCHVISION))
                .withMessageContaining("convolution c takes groups that divide its channels, found 4 groups, 6 channels in and 8 out");
    }
}
