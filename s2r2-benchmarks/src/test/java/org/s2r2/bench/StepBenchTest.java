package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.s2r2.bench.ClockedBackend.Clock;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.objective.LossFunction;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewLayout;

/** On a clock of its own, where a step of 2 images x 2 views takes 4 s on {@code brisk} and 7.5 s on {@code idle}. */
class StepBenchTest {

    private static final String TEXT = """
            data: {dataset: none, path: nowhere}
            views: {crops: [{count: 2, size: 4}]}
            encoder: {backbone: resnet8, width: 2, head: {layers: 1, dim: 3}}
            objective: {name: rows}
            training: {epochs: 1, batchSize: 2}
            """;

    private String text = TEXT;
    private final Clock clock = new Clock(50);
    private final List<String> calls = new ArrayList<>();
    private final Map<String, ClockedBackend> backends = Map.of(
            "brisk", new ClockedBackend("brisk", 1, clock, calls),
            "idle", new ClockedBackend("idle", 2, clock, calls),
            "broken", new ClockedBackend("broken", 0, clock, calls));

    /** Takes half a second; its value is {@code factor} times the number of rows. */
    private record Rows(Clock clock, double factor) implements LossFunction {
        @Override
        public String name() {
            return "rows";
        }

        @Override
        public Tensor loss(Tensor embeddings, ViewLayout layout) {
            clock.pass(0.5);
            return embeddings.sum().add(layout.rows()).mul(factor);
        }
    }

    private List<StepResult> run(int rounds, double seconds, double factor, String... names) {
        Components components = TestComponents.with(
                Map.of("brisk", options -> backends.get("brisk"), "idle", options -> backends.get("idle"), "broken",
                        options -> backends.get("broken")),
                Map.of("rows", settings -> new Rows(clock, factor)),
                Map.of("none", (settings, split) -> {
                    throw new AssertionError("no dataset is opened");
                }));
        List<Experiment> experiments = Stream.of(names)
                .map(name -> Experiment.read(
                        ExperimentFile.parse("test", text, List.of("backend.name=" + name)), components))
                .toList();
        return new StepBench(rounds, seconds, clock::nanos).run(experiments);
    }

    private List<String> turns() {
        return calls.stream().filter(call -> call.endsWith(" forward")).map(call -> call.split(" ")[0]).toList();
    }

    @Test
    void backendsTakeTurnsAndEveryFigureIsThatOfTheClock() {
        List<StepResult> results = run(2, 10, 1, "brisk", "idle");
        // The warm-up ends at 23 s and round 1 at 50 s; in round 2 everything takes twice as long.
        assertThat(turns()).isEqualTo(Stream.of(
                        times(2, "brisk"), times(2, "idle"),
                        times(3, "brisk"), times(2, "idle"),
                        times(2, "brisk"), times(1, "idle"))
                .flatMap(List::stream)
                .toList());
        assertThat(results).containsExactly(
                new StepResult("brisk", "brisk at pace 1.0", new RoundStatistics(0.75, 0.5, 1), new RoundStatistics(1, 1, 1),
                        new StepTimes(4, 1, 0.5, 2, 0.5, 0), 4),
                new StepResult("idle", "idle at pace 2.0", RoundStatistics.of(8 / 15.0, 4 / 15.0),
                        RoundStatistics.ofRatios(new double[] {8 / 15.0, 4 / 15.0}, new double[] {1, 0.5}),
                        new StepTimes(7.5, 2, 0.5, 4, 1, 0), 4));
        assertThat(results.get(1).ratio().median()).isCloseTo(8 / 15.0, within(1e-12));
    }

    private static List<String> times(int count, String name) {
        return Collections.nCopies(count, name);
    }

    @Test
    void aStepGoesForwardBackwardWithTheLosssGradientAndUpdates() {
        run(1, 1, 3, "brisk");
        List<String> step = List.of("brisk forward", "brisk backward 3.0", "brisk update");
        // Two steps of warm-up and one that counts; then the model and the backend are closed.
        assertThat(calls).isEqualTo(Stream.of(step, step, step, List.of("brisk close", "brisk close"))
                .flatMap(List::stream)
                .toList());
    }

    @Test
    void aStepInMicroBatchesPreviewsThemAllBeforeItGoesForwardAndBackwardThroughEach() {
        text = TEXT.replace("batchSize: 2", "batchSize: 3, microBatch: 2");
        List<StepResult> results = run(1, 1, 3, "brisk");
        assertThat(calls.subList(0, 7)).containsExactly("brisk preview", "brisk preview", "brisk forward",
                "brisk backward 3.0", "brisk forward", "brisk backward 3.0", "brisk update");
        assertThat(results.get(0).times()).isEqualTo(new StepTimes(8.5, 1.5, 0.5, 6, 0.5, 0));
    }

    @Test
    void everyModelStartsFromTheSameWeights() {
        run(1, 1, 1, "brisk", "idle");
        Map<String, HostArray> first = backends.get("brisk").compiled.get(0);
        Map<String, HostArray> second = backends.get("idle").compiled.get(0);
        assertThat(first).isNotEmpty();
        assertThat(second.keySet()).isEqualTo(first.keySet());
        first.forEach((name, array) -> assertThat(second.get(name).values()).as(name).isEqualTo(array.values()));
    }

    @Test
    void aBackendThatComesAgainIsNumbered() {
        assertThat(run(1, 1, 1, "brisk", "idle", "brisk", "brisk"))
                .extracting(StepResult::name)
                .containsExactly("brisk", "idle", "brisk#2", "brisk#3");
    }

    @Test
    void aFailureClosesWhatIsOpen() {
        assertThatThrownBy(() -> run(1, 1, 1, "brisk", "broken")).hasMessage("broken compiles nothing");
        assertThat(calls).containsExactly("broken close", "brisk close", "brisk close");
        calls.clear();
        assertThatThrownBy(() -> run(1, 1, Double.NaN, "brisk"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("brisk")
                .hasMessageContaining("NaN");
        assertThat(calls).endsWith("brisk close", "brisk close");
    }

    @Test
    void noRoundsAndNoTimeAreRefused() {
        assertThatThrownBy(() -> new StepBench(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StepBench(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
