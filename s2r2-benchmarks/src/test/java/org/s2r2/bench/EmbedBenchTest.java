package org.s2r2.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.s2r2.bench.ClockedBackend.Clock;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;

/** On a clock of its own, where an embedding of 6 images takes 0.25 s on {@code brisk} and 0.5 s on {@code idle}. */
class EmbedBenchTest {

    private static final String TEXT = """
            data: {dataset: none, path: nowhere}
            views: {crops: [{count: 2, size: 4}]}
            encoder: {backbone: resnet8, width: 2, head: {layers: 1, dim: 3}}
            objective: {name: nt-xent}
            training: {epochs: 1, batchSize: 2}
            evaluation: {size: 5}
            """;

    private final Clock clock = new Clock(5.5);
    private final List<String> calls = new ArrayList<>();
    private final Map<String, ClockedBackend> backends = Map.of(
            "brisk", new ClockedBackend("brisk", 1, clock, calls),
            "idle", new ClockedBackend("idle", 2, clock, calls),
            "broken", new ClockedBackend("broken", 0, clock, calls));

    private List<EmbedResult> run(int rounds, double seconds, String... names) {
        Components components = TestComponents.with(
                Map.of("brisk", options -> backends.get("brisk"), "idle", options -> backends.get("idle"), "broken",
                        options -> backends.get("broken")),
                Map.of(),
                Map.of("none", (settings, split) -> {
                    throw new AssertionError("no dataset is opened");
                }));
        List<Experiment> experiments = Stream.of(names)
                .map(name -> Experiment.read(
                        ExperimentFile.parse("test", TEXT, List.of("backend.name=" + name)), components))
                .toList();
        return new EmbedBench(rounds, seconds, 6, clock::nanos).run(experiments);
    }

    @Test
    void backendsTakeTurnsAndEveryFigureIsThatOfTheClock() {
        // The warm-up ends at 2 s and round 1 at 4 s; in the middle of round 2 everything begins to take twice as long.
        List<EmbedResult> results = run(3, 1, "brisk", "idle");
        assertThat(results).containsExactly(
                new EmbedResult("brisk", "brisk at pace 1.0", new RoundStatistics(24, 12, 24), new RoundStatistics(1, 1, 1), 5, 2),
                new EmbedResult("idle", "idle at pace 2.0", RoundStatistics.of(12, 8, 6),
                        RoundStatistics.ofRatios(new double[] {12, 8, 6}, new double[] {24, 24, 12}), 5, 2));
        assertThat(calls.subList(0, 6)).containsExactly("brisk embed 6 x 5 BACKBONE", "brisk embed 6 x 5 BACKBONE",
                "brisk embed 6 x 5 BACKBONE", "brisk embed 6 x 5 BACKBONE", "idle embed 6 x 5 BACKBONE",
                "idle embed 6 x 5 BACKBONE");
    }

    @Test
    void aFailureClosesWhatIsOpen() {
        assertThatThrownBy(() -> run(1, 1, "brisk", "broken")).hasMessage("broken compiles nothing");
        assertThat(calls).containsExactly("broken close", "brisk close", "brisk close");
        calls.clear();
        backends.get("brisk").norm = Float.NaN;
        assertThatThrownBy(() -> run(1, 1, "brisk"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("brisk")
                .hasMessageContaining("not finite");
        assertThat(calls).endsWith("brisk close", "brisk close");
    }

    @Test
    void noRoundsNoTimeAndNoImagesAreRefused() {
        assertThatThrownBy(() -> new EmbedBench(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmbedBench(1, Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmbedBench(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
