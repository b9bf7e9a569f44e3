package org.s2r2.experiment.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile.Replacement;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.RunPlan;
import org.s2r2.settings.InvalidInputException;

/**
 * The runs of a comparison, all of them read and found to be possible, so that a mistake in the last row shows before
 * the first run.
 *
 * @param comparison what they are of
 * @param out the folder of results
 * @param runs by dataset, then seed, then row: a comparison that is stopped has as many seeds of one row as of another
 */
public record ComparisonPlan(Comparison comparison, Path out, List<ComparedRun> runs) {

    /**
     * Reads the configuration of every run, and opens its images.
     *
     * @param overrides {@code key=value} for all runs
     * @throws InvalidInputException if a configuration does not fit, if rows have not the same of what is to be equal, or if
     *     a folder holds a run of another configuration
     */
    public static ComparisonPlan of(
            Comparison comparison, List<String> overrides, Components components, Path out) {
        List<Replacement> replacements = overrides.stream()
                .map(override -> Replacement.parse("--set", override))
                .toList();
        List<ComparedRun> runs = new ArrayList<>();
        EpochsForSeconds epochs = comparison.equal() == EqualBudget.SECONDS
                ? new EpochsForSeconds(comparison.seconds(), out)
                : null;
        for (String dataset : comparison.datasets().keySet()) {
            Map<String, RunPlan> plans = new LinkedHashMap<>();
            Map<String, List<Replacement>> replaced = new LinkedHashMap<>();
            for (String row : comparison.rows().keySet()) {
                long seed = comparison.seeds().get(0);
                Experiment experiment = comparison.experiment(dataset, row, seed, replacements, components);
                List<Replacement> all = new ArrayList<>(replacements);
                if (epochs != null) {
                    all.add(new Replacement(
                            comparison.source(), "training.epochs", epochs.of(dataset, row, experiment)));
                    experiment = comparison.experiment(dataset, row, seed, all, components);
                }
                replaced.put(row, all);
                plans.put(row, RunPlan.of(experiment, comparison.protocols()));
            }
            comparison.equal().require(comparison.source(), dataset, plans);
            for (long seed : comparison.seeds()) {
                plans.forEach((row, plan) -> {
                    Experiment experiment =
                            comparison.experiment(dataset, row, seed, Objects.requireNonNull(replaced.get(row), row), components);
                    RunFolder folder =
                            new RunFolder(out.resolve(dataset).resolve(row).resolve("seed-" + seed));
                    boolean pictured = seed == comparison.seeds().get(0);
                    runs.add(new ComparedRun(dataset, row, experiment, plan.withSeed(seed), folder,
                            comparison.protocols(), pictured, components));
                });
            }
        }
        runs.forEach(ComparedRun::requirePossible);
        return new ComparisonPlan(comparison, out, List.copyOf(runs));
    }
}
