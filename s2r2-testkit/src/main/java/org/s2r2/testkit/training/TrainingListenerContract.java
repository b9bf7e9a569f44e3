package org.s2r2.testkit.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.Settings;
import org.s2r2.training.Tally;
import org.s2r2.training.TrainingEvent;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingListenerFactory;
import org.s2r2.view.ViewLayout;

/** What every listener keeps. A test class extends it and says which listener. */
public abstract class TrainingListenerContract {

    private static final ViewLayout LAYOUT = ViewLayout.viewMajor(4, 2);
    private static final int STEPS = 5;

    /** The factory that a module binds. */
    protected abstract TrainingListenerFactory factory();

    /** Settings of the listener. */
    protected Map<String, Object> settings() {
        return Map.of();
    }

    @TempDir
    Path folder;

    private TrainingListener listener() {
        Settings settings = Settings.of("listener", settings());
        TrainingListener listener = factory().create(settings);
        settings.rejectUnread();
        return listener;
    }

    private static TrainingEvent step(long step, boolean measured) {
        Supplier<float[]> embeddings = () -> {
            float[] rows = new float[LAYOUT.rows() * 3];
            java.util.Arrays.fill(rows, 0.5f);
            return rows;
        };
        return new TrainingEvent.StepDone(1, step, 0.5, 0.1, 0.01, 0.001, LAYOUT, embeddings,
                measured ? Map.of("batchAp", 0.5, "spread", 0.9) : Map.of());
    }

    @Test
    protected void makingOneWritesNothing() {
        listener();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    protected void itFollowsAWholeRunAndOneThatGoesOn() {
        for (long before : new long[] {0, STEPS}) {
            TrainingListener listener = listener();
            listener.begin(folder, before);
            listener.on(new TrainingEvent.Started((int) (before / STEPS), before, 2, STEPS, LAYOUT.rows()));
            for (long step = before + 1; step <= before + STEPS; step++) {
                listener.on(step(step, step % 2 == 0));
            }
            listener.on(new TrainingEvent.StepSkipped(1, before + STEPS, "the loss is NaN", 1));
            listener.on(new TrainingEvent.EpochDone(
                    (int) (before / STEPS) + 1, before + STEPS, 0.5, Double.NaN, 1, Tally.NONE, null));
            listener.end();
        }
    }

    @Test
    protected void itMayBeStoppedAtOnce() {
        TrainingListener listener = listener();
        listener.begin(folder, 0);
        listener.on(new TrainingEvent.Started(0, 0, 2, STEPS, LAYOUT.rows()));
        listener.on(new TrainingEvent.Stopping(0, 0, Tally.NONE, null));
        listener.end();
    }

    @Test
    protected void twoOfThemDoNotShareState() {
        List<TrainingListener> both = List.of(listener(), listener());
        assertThat(both.get(0)).isNotSameAs(both.get(1));
    }
}
