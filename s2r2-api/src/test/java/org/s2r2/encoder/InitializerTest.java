package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostArray;

class InitializerTest {

    private static final Encoder ENCODER = new ProjectionHead(2, 64, 32, false).on(ResNets.cifar(8, 32, 1));

    private static double standardDeviation(float[] values) {
        double mean = 0;
        double square = 0;
        for (float value : values) {
            mean += value / values.length;
            square += (double) value * value / values.length;
        }
        return Math.sqrt(square - mean * mean);
    }

    @Test
    void convolutionsHaveKaimingsFanOutVariance() {
        float[] weights = Initializer.initialise(ENCODER, 1).get("layer3.0.conv2.weight").values();
        assertThat(standardDeviation(weights)).isCloseTo(Math.sqrt(2.0 / (128 * 9)), within(0.0005));
    }

    @Test
    void linearLayersAreUniformWithinTheInverseRootOfTheirInputs() {
        Map<String, HostArray> weights = Initializer.initialise(ENCODER, 1);
        double bound = 1 / Math.sqrt(128);
        assertThat(standardDeviation(weights.get("head.fc1.weight").values())).isCloseTo(bound / Math.sqrt(3), within(0.001));
        for (float bias : weights.get("head.fc2.bias").values()) {
            assertThat(Math.abs(bias)).isLessThanOrEqualTo(1 / 8f);
        }
    }

    @Test
    void batchNormStartsAsTheIdentity() {
        Map<String, HostArray> weights = Initializer.initialise(ENCODER, 1);
        assertThat(weights.get("bn1.weight").values()).containsOnly(1);
        assertThat(weights.get("bn1.bias").values()).containsOnly(0);
        assertThat(weights.get("bn1.running_mean").values()).containsOnly(0);
        assertThat(weights.get("bn1.running_var").values()).containsOnly(1);
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
        assertThat(Initializer.initialise(ENCODER, 7)).isEqualTo(Initializer.initialise(ENCODER, 7));
        assertThat(Initializer.initialise(ENCODER, 7).get("conv1.weight"))
                .isNotEqualTo(Initializer.initialise(ENCODER, 8).get("conv1.weight"));
        assertThat(Initializer.initialise(ENCODER, 7).keySet())
                .containsExactlyElementsOf(ENCODER.parameters().stream().map(Parameter::name).toList());
    }

    private record Brought(HostArray values) implements ForeignModule {
        @Override
        public String kind() {
            return "brought along";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(new Parameter("brought", Parameter.Role.WEIGHT, values.shape()));
        }

        @Override
        public Map<String, HostArray> weights() {
            return Map.of("brought", values);
        }
    }

    @Test
    void aForeignModuleBringsItsWeightsInAnyPlaceOfTheTreeAndTheOthersAreDrawnAsWithoutIt() {
        HostArray values = new HostArray(new int[] {2, 1}, new float[] {3, 4});
        Layer foreign = new Layer.Foreign(new Brought(values), 2);
        Layer linear = new Layer.Linear("linear", 2, 2, true);
        Layer inside = Layer.Sequential.of(Layer.Sequential.of(foreign), linear);
        Map<String, HostArray> expected = Initializer.initialise(linear.parameters(), 5);
        for (Encoder encoder : List.of(
                new Encoder("backbone", inside, 2, Layer.Sequential.of(), 2),
                new Encoder("head", Layer.Sequential.of(), 2, inside, 2),
                new Encoder("residual", linear, 2, new Layer.Residual(foreign, Optional.empty()), 2))) {
            assertThat(Initializer.initialise(encoder, 5))
                    .containsEntry("brought", values)
                    .containsAllEntriesOf(expected)
                    .hasSize(3);
        }
    }
}
