package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.bench.ClockedBackend.Clock;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.RgbImage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.objective.LossFunction;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewLayout;

/** On a clock of its own, where a step of 2 images x 2 views takes 3.5 s, and 7 s from a given second on. */
class LoaderBenchTest {

    private static final String TEXT = """
            data: {dataset: squares}
            backend: {name: brisk}
            views: {crops: [{count: 2, size: 4}]}
            encoder: {backbone: resnet8, width: 2, head: {layers: 1, dim: 3}}
            objective: {name: rows}
            training: {epochs: 1, batchSize: 2}
            """;

    private final List<String> calls = new ArrayList<>();

    /** Five images of one colour, of which an epoch has two batches. */
    private final class Squares implements ImageDataset {

        @Override
        public String description() {
            return "five squares";
        }

        @Override
        public int size() {
            return 5;
        }

        @Override
        public RgbImage image(int index) {
            return new RgbImage(6, 6, new byte[108]);
        }

        @Override
        public int label(int index) {
            return -1;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public void close() {
            calls.add("images close");
        }
    }

    /** Takes no time. */
    private record Rows() implements LossFunction {
        @Override
        public String name() {
            return "rows";
        }

        @Override
        public Tensor loss(Tensor embeddings, ViewLayout layout) {
            return embeddings.sum().add(layout.rows());
        }
    }

    private LoaderResult run(int rounds, double seconds, double pace, Clock clock) {
        Components components = TestComponents.with(
                Map.of("brisk", options -> new ClockedBackend("brisk", pace, clock, calls)),
                Map.of("rows", settings -> new Rows()),
                Map.of("squares", (settings, split) -> new Squares()));
        Experiment experiment = Experiment.read(ExperimentFile.parse("test", TEXT, List.of()), components);
        return new LoaderBench(rounds, seconds, clock::nanos).run(experiment);
    }

    private long steps() {
        return calls.stream().filter(call -> call.equals("brisk forward")).count();
    }

    @Test
    void bothAreTimedInTurnsOverEpochsAndTheFirstStepOfAFedTurnDoesNotCount() {
        LoaderResult result = run(2, 17, 1, new Clock(1e9));
        // Warm-up of 8.5 s: 3 steps alone, and 1 + 3 fed; then each turn is 5 steps, and the fed ones have one before.
        assertThat(steps()).isEqualTo(3 + 4 + 2 * (5 + 6));
        assertThat(result.fed().median()).isCloseTo(4 / 3.5, within(1e-9));
        assertThat(result.alone()).isEqualTo(result.fed());
        assertThat(result.ratio()).isEqualTo(new RoundStatistics(1, 1, 1));
        assertThat(result.fedStep()).isEqualTo(3.5);
        assertThat(result.aloneStep()).isEqualTo(3.5);
        assertThat(result.waiting()).isZero();
        assertThat(result.images()).isEqualTo("five squares");
        assertThat(result.backend()).isEqualTo("brisk at pace 1.0");
        assertThat(calls).endsWith("brisk close", "brisk close", "images close");
    }

    @Test
    void theRatioIsOfStepsFedAgainstStepsAlone() {
        // Warm-up: 2 steps alone, 1 + 1 fed, 14 s in all; 2 steps alone end at 21 s, and then all is half as fast.
        LoaderResult result = run(1, 7, 1, new Clock(21));
        assertThat(result.ratio().median()).isCloseTo(0.5, within(1e-9));
        assertThat(result.alone().median()).isCloseTo(4 / 3.5, within(1e-9));
        assertThat(result.fed().median()).isCloseTo(4 / 7.0, within(1e-9));
    }

    @Test
    void aBackendThatFailsLeavesNothingOpen() {
        assertThatThrownBy(() -> run(1, 1, 0, new Clock(1e9))).hasMessage("brisk compiles nothing");
        assertThat(calls).containsExactly("brisk close", "images close");
    }

    @Test
    void noRoundsAndNoTimeAreRefused() {
        assertThatThrownBy(() -> new LoaderBench(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LoaderBench(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
