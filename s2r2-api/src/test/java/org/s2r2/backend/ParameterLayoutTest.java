package org.s2r2.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.tensor.HostArray;

class ParameterLayoutTest {

    private final ParameterLayout layout = new ParameterLayout(Layer.Sequential.of(
                    new Layer.Linear("a", 2, 3, true), new Layer.BatchNorm("n", 3), new Layer.Linear("b", 3, 1, false))
            .parameters());

    @Test
    void regularisedWeightsComeFirstAndRunningStatisticsAreLeftOut() {
        assertThat(layout.slots()).extracting(slot -> slot.parameter().name() + "@" + slot.offset() + "-" + slot.end())
                .containsExactly("a.weight@0-6", "b.weight@6-9", "a.bias@9-12", "n.weight@12-15", "n.bias@15-18");
        assertThat(layout.size()).isEqualTo(18);
        assertThat(layout.slot("n.bias").offset()).isEqualTo(15);
    }

    @Test
    void rangesCoverTheVectorWithoutMixingWhatIsRegularisedWithWhatIsNot() {
        assertThat(ranges(Set.of(), 100, false)).containsExactly("0:0-9+", "2:9-18");
        assertThat(ranges(Set.of(), 4, false)).containsExactly("0:0-4+", "0:4-8+", "1:8-9+", "2:9-13", "3:13-17", "4:17-18");
        assertThat(ranges(Set.of(), 100, true)).containsExactly("0:0-6+", "1:6-9+", "2:9-12", "3:12-15", "4:15-18");
        assertThat(ranges(Set.of(), 2, true))
                .containsExactly("0:0-2+", "0:2-4+", "0:4-6+", "1:6-8+", "1:8-9+", "2:9-11", "2:11-12", "3:12-14", "3:14-15",
                        "4:15-17", "4:17-18");
        assertThat(ranges(Set.of("b.weight", "n.weight"), 100, false)).containsExactly("0:0-6+", "2:9-12", "4:15-18");
        assertThat(ranges(Set.of("a.weight", "b.weight", "a.bias", "n.weight", "n.bias"), 100, false)).isEmpty();
    }

    private List<String> ranges(Set<String> without, int longest, boolean withinParameters) {
        return layout.ranges(without, longest, withinParameters).stream()
                .map(range -> range.slot() + ":" + range.from() + "-" + range.to() + (range.regularised() ? "+" : ""))
                .toList();
    }

    @Test
    void splitGivesThePartsInTheOrderOfTheEncoderAndJoinPutsThemBack() {
        float[] vector = new float[18];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = i;
        }
        Map<String, HostArray> parts = layout.split(vector, ".m");
        assertThat(parts.keySet()).containsExactly("a.weight.m", "a.bias.m", "n.weight.m", "n.bias.m", "b.weight.m");
        assertThat(parts.get("b.weight.m")).isEqualTo(HostArray.matrix(new float[] {6, 7, 8}, 1, 3));
        assertThat(layout.join(parts, ".m")).containsExactly(vector);
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        Map<String, HostArray> parts = layout.split(new float[18], "");
        assertThatThrownBy(() -> layout.requireAll(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n.running_mean");
        parts.put("n.bias", HostArray.matrix(new float[3], 3, 1));
        assertThatThrownBy(() -> layout.join(parts, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n.bias has shape [3, 1], expected [3]");
        assertThatThrownBy(() -> layout.split(new float[17], ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 17 values, expected 18");
        assertThatThrownBy(() -> layout.slot("n.running_var"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n.running_var");
        Parameter twin = new Parameter("twin", Role.WEIGHT, 1);
        assertThatThrownBy(() -> new ParameterLayout(List.of(twin, twin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two parameters are named twin");
    }
}
