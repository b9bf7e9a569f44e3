package org.s2r2.testkit.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.encoder.Layer;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.sample.Samples;

/** What every optimiser keeps, in plain Java. A test class extends it and says which rule. */
public abstract class OptimizerRuleContract {

    private static final int STEPS = 5;
    private static final ParameterLayout LAYOUT = new ParameterLayout(Layer.Sequential.of(
                    new Layer.Linear("a", 3, 4, true), new Layer.BatchNorm("n", 4), new Layer.Linear("b", 4, 2, false))
            .parameters());

    /** The rule under test. */
    protected abstract Optimizer optimizer();

    private static float[] vector(long seed) {
        return Samples.gaussian(LAYOUT.size(), seed);
    }

    private HostUpdate start() {
        return new HostUpdate(LAYOUT, optimizer(), vector(0));
    }

    private static void step(HostUpdate update, int from, int to) {
        for (int step = from; step < to; step++) {
            update.update(vector(100 + step), 0.01 * (step + 1), Set.of());
        }
    }

    @Test
    protected void weightsMoveAndStayFinite() {
        HostUpdate update = start();
        step(update, 0, 50);
        assertThat(update.weights()).isNotEqualTo(vector(0));
        assertThat(HostArray.isFinite(update.weights())).isTrue();
    }

    @Test
    protected void theSmallestPartsGiveTheSameWeightsAsTheLargest() {
        HostUpdate whole = start();
        HostUpdate parts = new HostUpdate(LAYOUT, optimizer(), vector(0), 3, true);
        step(whole, 0, STEPS);
        step(parts, 0, STEPS);
        assertThat(parts.weights()).containsExactly(whole.weights(), within(1e-6f));
    }

    @Test
    protected void aRuleThatGoesOnWithItsStateDoesAsOneThatNeverStopped() {
        HostUpdate whole = start();
        step(whole, 0, 2 * STEPS);
        HostUpdate first = start();
        step(first, 0, STEPS);
        HostUpdate second = new HostUpdate(LAYOUT, optimizer(), first.weights());
        second.restore(first.export());
        step(second, STEPS, 2 * STEPS);
        assertThat(second.weights()).containsExactly(whole.weights(), within(1e-5f));
    }

    @Test
    protected void stateIsNamedAndStartsAtZero() {
        Map<String, HostArray> state = start().export();
        assertThat(optimizer().state()).doesNotHaveDuplicates();
        state.values().forEach(array -> assertThat(array.values()).containsOnly(0));
        assertThat(state).hasSize(
                optimizer().state().size() * LAYOUT.slots().size() + (optimizer().countsUpdates() ? 1 : 0));
    }

    @Test
    protected void whatIsFrozenStays() {
        HostUpdate update = start();
        List<String> frozen = List.of("a.weight", "n.bias");
        update.update(vector(1), 0.1, Set.copyOf(frozen));
        float[] weights = update.weights();
        for (String name : frozen) {
            ParameterLayout.Slot slot = LAYOUT.slot(name);
            assertThat(Arrays.copyOfRange(weights, slot.offset(), slot.end()))
                    .as(name)
                    .isEqualTo(Arrays.copyOfRange(vector(0), slot.offset(), slot.end()));
        }
    }

    @Test
    protected void aLearningRateOfZeroMovesNothing() {
        HostUpdate update = start();
        update.update(vector(1), 0, Set.of());
        assertThat(update.weights()).isEqualTo(vector(0));
    }

    @Test
    protected void theDefaultLearningRateIsAboveZero() {
        assertThat(optimizer().defaultLearningRate()).isPositive().isFinite();
    }
}
