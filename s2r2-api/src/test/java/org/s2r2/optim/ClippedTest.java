package org.s2r2.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.Settings;

class ClippedTest {

    @Test
    void withoutAClipTheRuleIsThatOfItsFactoryAndTheConfigurationHasNoSuchKey() {
        for (Map<String, Object> section : List.of(Map.<String, Object>of(), Map.<String, Object>of("clip", 0))) {
            Settings settings = Settings.of("optimizer", section);
            assertThat(Clipped.create(Sgd::from, settings)).isEqualTo(new Sgd(0.9, false, 1e-4));
            assertThat(settings.resolved()).doesNotContainKey("clip");
        }
    }

    @Test
    void aClipIsReadBesideTheKeysOfTheRuleAndSaidAmongThem() {
        Settings settings = Settings.of("optimizer", Map.of("clip", 3, "weightDecay", 0.05));
        Optimizer clipped = Clipped.create(AdamW::from, settings);
        settings.rejectUnread();
        assertThat(clipped).isEqualTo(new Clipped(new AdamW(0.9, 0.999, 1e-8, 0.05), 3));
        assertThat(clipped.name()).isEqualTo("adamw");
        assertThat(clipped.defaultLearningRate()).isEqualTo(1e-3);
        assertThat(Clipped.create(AdamW::from, Settings.of("optimizer", clipped.settings()))).isEqualTo(clipped);
    }
}
