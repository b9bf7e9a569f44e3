package org.s2r2.experiment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.BatchAp;
import org.s2r2.training.CollapseGuard;
import org.s2r2.training.DivergedException;
import org.s2r2.training.TrainingEvent;
import org.s2r2.view.ViewLayout;

class CollapseListenerTest {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(8, 2);

    /** Steps 101 to 150 rank well, and the others at random. */
    private static double batchAp(long step) {
        return step > 100 && step <= 150 ? 0.9 : BatchAp.chance(LAYOUT) + (step % 2 == 0 ? 0.01 : -0.01);
    }

    private static void steps(CollapseListener listener, long from, long to) {
        for (long step = from; step <= to; step++) {
            listener.on(new TrainingEvent.StepDone(1, step, 1, 0.1, 1, 0, LAYOUT, () -> new float[0],
                    Map.of("batchAp", batchAp(step), "spread", 1.0)));
        }
    }

    private static List<JsonNode> lines(long to) {
        List<JsonNode> lines = new ArrayList<>();
        for (long step = CollapseGuard.windowStart(to) + 1; step <= to; step++) {
            lines.add(JsonMapper.builder().build().createObjectNode()
                    .put("step", step).put("batchAp", batchAp(step)).put("spread", 1.0));
        }
        return lines;
    }

    @Test
    void aCollapseEndsTheRunWhereThatIsAskedFor() {
        CollapseListener listener = new CollapseListener(LAYOUT, 1, true, List.of());
        assertThatCode(() -> steps(listener, 1, 299)).doesNotThrowAnyException();
        assertThatThrownBy(() -> steps(listener, 300, 300))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 300: the representation has collapsed");
        assertThatCode(() -> steps(new CollapseListener(LAYOUT, 1, false, List.of()), 1, 500)).doesNotThrowAnyException();
    }

    @Test
    void aRunThatGoesOnKnowsTheStepsOfItsWindow() {
        // Without the steps 101 to 150, which its metrics have, this window would be one of chance.
        CollapseListener resumed = new CollapseListener(LAYOUT, 1, true, lines(160));
        assertThatCode(() -> steps(resumed, 161, 200)).doesNotThrowAnyException();
        assertThatThrownBy(() -> steps(new CollapseListener(LAYOUT, 1, true, List.of()), 161, 200))
                .isInstanceOf(DivergedException.class);
    }
}
