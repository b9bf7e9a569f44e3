package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.encoder.Backbone;
import org.s2r2.objective.Objective;
import org.s2r2.optim.Optimizer;
import org.s2r2.settings.Settings;

/** Parts say the settings that make them again: what Java programs say and files say is the same. */
class ObjectiveSettingsTest {

    private static final Components COMPONENTS = Components.discover();

    static Set<String> objectives() {
        return new TreeSet<>(COMPONENTS.objectives().keySet());
    }

    static Set<String> optimizers() {
        return new TreeSet<>(COMPONENTS.optimizers().keySet());
    }

    static Set<String> backbones() {
        Set<String> names = new TreeSet<>(COMPONENTS.backbones().keySet());
        names.remove("torchscript");
        // torchvision's spelling of names that S2R2 has too.
        names.removeAll(Set.of("convnext_tiny", "mobilenet_v3_small"));
        return names;
    }

    /** Numbers as doubles, however they were read. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, below) -> sorted.put(String.valueOf(key), plain(below)));
            return sorted;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ObjectiveSettingsTest::plain).toList();
        }
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void anObjectiveSaysTheSettingsThatItWasMadeFrom(String name) {
        Settings settings = Settings.of("test", name.equals("sum")
                ? Map.of("terms", List.of(Map.of("name", "nt-xent", "weight", 0.25), Map.of("name", "fast-ap")))
                : Map.of());
        Objective objective = COMPONENTS.objectives().get(name).create(settings);
        assertThat(objective.name()).isEqualTo(name);
        Settings again = Settings.of("again", objective.settings());
        assertThat(COMPONENTS.objectives().get(name).create(again).settings()).isEqualTo(objective.settings());
        again.rejectUnread();
        assertThat(plain(again.resolved())).isEqualTo(plain(settings.resolved()));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void anOptimiserSaysTheSettingsThatItWasMadeFrom(String name) {
        Settings settings = Settings.of("test", Map.of("weightDecay", 0.125));
        Optimizer optimizer = COMPONENTS.optimizers().get(name).create(settings);
        assertThat(optimizer.name()).isEqualTo(name);
        assertThat(plain(optimizer.settings())).isEqualTo(plain(settings.resolved()));
        assertThat(COMPONENTS.optimizers().get(name).create(Settings.of("again", optimizer.settings())))
                .isEqualTo(optimizer);
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void aBackboneSaysTheSettingsThatItWasMadeFrom(String name) {
        Settings settings = Settings.of("test", Map.of());
        Backbone backbone = COMPONENTS.backbones().get(name).create(settings);
        Settings again = Settings.of("again", backbone.settings());
        assertThat(again.text("backbone", "none")).isEqualTo(name);
        assertThat(COMPONENTS.backbones().get(name).create(again)).isEqualTo(backbone);
        again.rejectUnread();
    }
}
