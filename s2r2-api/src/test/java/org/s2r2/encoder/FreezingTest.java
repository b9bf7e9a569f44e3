package org.s2r2.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.HostArray;

class FreezingTest {

    private static final Encoder ENCODER = new ProjectionHead(2, 8, 4, false).on(ResNets.cifar(14, 4, 1), true);

    @Test
    void theLayersUpToANameAreFrozenAndTheOthersAreNot() {
        Set<String> frozen = frozen(Freezing.upTo(ENCODER, "layer1").orElseThrow());
        assertThat(frozen).contains("conv1.weight", "bn1.bias", "bn1.running_var", "layer1.0.conv1.weight", "layer1.1.bn2.weight")
                .allMatch(name -> name.matches("(conv1|bn1|layer1)\\..*"))
                .hasSize(3 * 5 + 2 * 5);
        assertThat(frozen(Freezing.upTo(ENCODER, "layer1.0").orElseThrow()))
                .contains("layer1.0.bn2.bias").doesNotContain("layer1.1.bn2.bias");
    }

    @Test
    void allIsTheBackboneAndNotTheHead() {
        Encoder frozen = Freezing.upTo(ENCODER, Freezing.ALL).orElseThrow();
        assertThat(frozen(frozen)).hasSize(ENCODER.backbone().parameters().size());
        assertThat(frozen.head()).isSameAs(ENCODER.head());
    }

    @Test
    void aPartOfABlockAndAnUnknownNameAreNone() {
        assertThat(Freezing.upTo(ENCODER, "layer1.0.conv1")).isEmpty();
        assertThat(Freezing.upTo(ENCODER, "layer")).isEmpty();
        assertThat(Freezing.names(ENCODER)).containsExactly("conv1", "bn1", "layer1", "layer2", "layer3", "all");
    }

    @Test
    void firstValuesAreThoseOfTheEncoderThatIsNotFrozen() {
        Map<String, HostArray> expected = Initializer.initialise(ENCODER, 3);
        Map<String, HostArray> found = Initializer.initialise(Freezing.upTo(ENCODER, "layer2").orElseThrow(), 3);
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, array) -> assertThat(found.get(name).values()).as(name).containsExactly(array.values()));
    }

    private static Set<String> frozen(Encoder encoder) {
        return encoder.parameters().stream()
                .filter(parameter -> parameter.role() == Parameter.Role.FROZEN)
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }
}
