package org.s2r2.experiment.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.reproduce.ReproductionResult.Verdict;
import org.s2r2.settings.InvalidInputException;

class MetricsComparisonTest {

    @TempDir
    Path folder;

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            lines.add("{\"event\":\"step\",\"epoch\":1,\"step\":" + step + ",\"loss\":0." + step
                    + ",\"seconds\":0.5,\"viewsPerSecond\":10,\"spread\":0.9}");
        }
        lines.add("{\"event\":\"epoch\",\"epoch\":1,\"step\":4,\"loss\":0.25,\"seconds\":2}");
        return lines;
    }

    private static List<String> with(int index, String from, String to) {
        List<String> lines = lines();
        assertThat(lines.get(index)).contains(from);
        lines.set(index, lines.get(index).replace(from, to));
        return lines;
    }

    private MetricsComparison compare(List<String> then, List<String> now, long steps) throws IOException {
        return MetricsComparison.of(
                Files.write(folder.resolve("then"), then), Files.write(folder.resolve("now"), now), steps);
    }

    private static Verdict verdict(MetricsComparison metrics, double tolerance) {
        return ReproductionResult.of(metrics, null, null, tolerance, List.of(), "run").verdict();
    }

    @Test
    void whatAClockDecidesMakesNoDifference() throws IOException {
        List<String> now = IntStream.range(0, 5)
                .mapToObj(i -> lines().get(i).replaceAll("econds\":[0-9.]+", "econds\":7").replace(":10", ":11"))
                .toList();
        assertThat(now).isNotEqualTo(lines());
        MetricsComparison same = compare(lines(), now, 4);
        assertThat(same).isEqualTo(new MetricsComparison(4, null, 0, true));
        assertThat(verdict(same, 0)).isEqualTo(Verdict.IDENTICAL);
    }

    @Test
    void theFirstValueThatDiffersIsNamedAndTheLargestDifferenceOfLossesFound() throws IOException {
        List<String> now = with(1, "\"spread\":0.9", "\"spread\":0.8");
        now.set(2, now.get(2).replace("\"loss\":0.3", "\"loss\":0.36"));
        now.set(3, now.get(3).replace("\"loss\":0.4", "\"loss\":0.5"));
        MetricsComparison metrics = compare(lines(), now, 4);
        assertThat(metrics.first()).isEqualTo(
                new MetricsComparison.Difference(2, "step", 2, "spread", new DoubleNode(0.9), new DoubleNode(0.8)));
        assertThat(metrics.largestLossDifference()).isCloseTo(0.2, within(1e-12));
        assertThat(verdict(metrics, 0)).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict(metrics, 0.19)).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict(metrics, 0.21)).isEqualTo(Verdict.CLOSE);
    }

    @Test
    void aDifferenceThatIsInNoLossIsOne() throws IOException {
        MetricsComparison metrics = compare(lines(), with(3, "\"spread\":0.9", "\"spread\":0.90001"), 4);
        assertThat(metrics.largestLossDifference()).isZero();
        assertThat(verdict(metrics, 0)).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict(metrics, 1e-9)).isEqualTo(Verdict.CLOSE);
    }

    @Test
    void aLineOfAnotherEventIsNeverClose() throws IOException {
        MetricsComparison skipped = compare(lines(), with(2, "\"event\":\"step\"", "\"event\":\"skipped\""), 4);
        assertThat(skipped.first().key()).isEqualTo("event");
        assertThat(skipped.steps()).isEqualTo(2);
        assertThat(verdict(skipped, 1)).isEqualTo(Verdict.DIFFERENT);
        MetricsComparison missing = compare(lines(), lines().subList(0, 4), 4);
        assertThat(missing.first()).extracting("line", "event", "step", "key").containsExactly(5, "epoch", 4L, null);
        assertThat(verdict(missing, 1)).isEqualTo(Verdict.DIFFERENT);
        MetricsComparison noLoss = compare(lines(), with(2, "\"loss\":0.3", "\"los\":0.3"), 4);
        assertThat(noLoss.first().key()).isEqualTo("loss");
        assertThat(verdict(noLoss, 1)).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void linesThatTheFirstRunHasNotAndLinesOfLaterStepsDoNotCount() throws IOException {
        List<String> cut = new ArrayList<>(lines().subList(0, 3));
        assertThat(compare(cut, lines(), 4)).isEqualTo(new MetricsComparison(3, null, 0, true));
        cut.add(lines().get(3).substring(0, 30));
        assertThat(compare(cut, lines(), 4)).isEqualTo(new MetricsComparison(3, null, 0, true));
        assertThat(MetricsLines.stepsOf(folder.resolve("then"))).isEqualTo(3);
        List<String> later = with(2, "\"loss\":0.3", "\"loss\":0.7");
        assertThat(compare(lines(), later, 2)).isEqualTo(new MetricsComparison(2, null, 0, true));
        assertThat(compare(lines(), later, 3).first().line()).isEqualTo(3);
    }

    @Test
    void aDamagedLineIsNamedWithItsFile() {
        List<String> damaged = with(1, "{\"event\"", "event\"");
        assertThatThrownBy(() -> compare(damaged, lines(), 4))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(folder.resolve("then").toString(), "expected a JSON object on every line");
    }
}
