package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.compare.Comparison;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.experiment.compare.EqualBudget;

/** The files in examples/experiments can be read, whether their data is there or not. */
class ExperimentFilesTest {

    private static final Path FOLDER = Path.of("../examples/experiments");

    @TempDir
    Path out;

    private static Stream<Path> files(boolean comparisons) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(FOLDER)) {
            files = entries.sorted().toList();
        }
        assertThat(files).allMatch(file -> file.toString().endsWith(".yaml"));
        return files.stream()
                .filter(file -> ExperimentFile.read(file, List.of()).has("rows") == comparisons);
    }

    static Stream<Path> experiments() throws IOException {
        return files(false);
    }

    static Stream<Path> comparisons() throws IOException {
        return files(true);
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void experimentsHaveNoKeyThatNobodyKnows(Path file) {
        Experiment experiment = Experiment.read(ExperimentFile.read(file, List.of()), Components.discover());
        experiment.rejectUnknownBesideData();
        assertThat(file).hasFileName(experiment.name() + ".yaml");
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void comparisonsHaveNoKeyThatNobodyKnowsInAnyRunQuickOrNot(Path file) {
        for (boolean quick : new boolean[] {false, true}) {
            Comparison comparison = Comparison.read(file, quick, name -> Optional.empty());
            for (String dataset : comparison.datasets().keySet()) {
                for (String row : comparison.rows().keySet()) {
                    comparison.experiment(dataset, row, 1, List.of(), Components.discover()).rejectUnknownBesideData();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void theRowsOfComparisonsProcessEquallyMuch(Path file) {
        for (boolean quick : new boolean[] {false, true}) {
            Comparison comparison = Comparison.read(file, quick, name -> Optional.empty());
            assertThat(comparison.equal()).isNotEqualTo(EqualBudget.NOTHING);
            // Drawings stand in for the data, whose number of images is that of all rows.
            List<String> overrides = List.of("data={dataset: shapes, images: 200}", "training.batchSize=32");
            ComparisonPlan plan = ComparisonPlan.of(comparison, overrides, Components.discover(), out);
            assertThat(plan.runs()).hasSize(
                    comparison.datasets().size() * comparison.rows().size() * comparison.seeds().size());
        }
    }
}
