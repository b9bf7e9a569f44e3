package org.s2r2.experiment.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.provenance.Change;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingListener;
import org.s2r2.training.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a run again from what its folder records, in another folder, and compares the two.
 *
 * <p>A run that was interrupted is repeated as far as it came. What is compared with {@code evaluation.json} is the
 * encoder after the last step, judged under {@code config.yaml}: where the run was evaluated before its last step or
 * with other settings, that is to be done again first.
 */
public final class Reproduction {

    private static final Logger LOG = LoggerFactory.getLogger(Reproduction.class);

    private final RunFolder run;
    private final RunFolder again;
    private final Components components;
    private final Experiment experiment;
    private final Provenance recorded;
    private final int epochs;
    private final long steps;
    private final EvaluationComparison.@Nullable Asked evaluation;
    private @Nullable EndOfComparison end;
    private List<Change> changed = List.of();

    /**
     * Reads what a run records.
     *
     * @param again where the new run goes; nothing may be there yet
     * @param epochs how many epochs to repeat; 0 for all
     * @throws InvalidInputException if the folder of the run lacks something, or a value does not fit
     */
    public Reproduction(RunFolder run, RunFolder again, int epochs, Components components) {
        this.run = run;
        this.again = again;
        this.components = components;
        this.experiment = Experiment.read(run.config(List.of()), components);
        if (Files.exists(again.path())) {
            throw new InvalidInputException(
                    again.path() + ": is there already; remove it, or choose another folder with --out");
        }
        if (epochs < 0 || epochs > experiment.epochs()) {
            throw new InvalidInputException("--epochs: found " + epochs + ", expected 1 to the " + experiment.epochs()
                    + " epochs of the run, or 0 for all");
        }
        this.epochs = epochs == 0 ? experiment.epochs() : epochs;
        this.recorded = Provenance.readIfThere(run.provenanceFile())
                .orElseThrow(() -> new InvalidInputException(run.provenanceFile() + ": there is no such file, expected"
                        + " the provenance of a run; older programs did not record which images it learned from"));
        recorded.changed("training.epochs").stream().findFirst().ifPresent(change -> {
            throw new InvalidInputException(run.provenanceFile() + ": training.epochs was changed from " + change.then() + " to "
                    + change.now() + " under way, and a run made in one piece would have other learning rates; only a run of"
                    + " one configuration can be made again");
        });
        try {
            this.steps = Files.exists(run.metricsFile()) ? MetricsLines.stepsOf(run.metricsFile()) : 0;
        } catch (IOException e) {
            throw failed(run, e);
        }
        if (steps == 0) {
            throw new InvalidInputException(run.metricsFile() + ": found no step yet, expected one to compare with");
        }
        this.evaluation = Files.exists(run.evaluationFile()) ? EvaluationComparison.Asked.of(run) : null;
    }

    /**
     * Trains.
     *
     * @param stop ends the training between two steps, with a checkpoint
     * @param listeners who else follows the training
     * @throws InvalidInputException if the configuration or the images are not those of the run
     * @throws TrainingStoppedException if somebody else asked the training to stop
     */
    public void train(StopRequest stop, List<TrainingListener> listeners) {
        end = new EndOfComparison(steps, epochs, stop);
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(end);
        try {
            Pretraining.run(experiment, again, false, stop, all, this::look);
        } catch (TrainingStoppedException e) {
            if (!e.reason().equals(EndOfComparison.REASON)) {
                throw new TrainingStoppedException(e.reason(), e.getMessage() + "; nothing was compared");
            }
        }
    }

    private void look(Provenance now) {
        recorded.requireSame(now, run.provenanceFile(), "a run is made again with its own configuration and images");
        changed = now.changesSince(recorded);
        changed.forEach(change -> LOG.info("{}: was {} and is {}", change.what(), change.then(), change.now()));
    }

    /**
     * Compares the runs, once the new one is trained. Where the whole run was repeated and the first one has been
     * evaluated, the new one is evaluated too.
     *
     * @param tolerance the largest relative difference of losses that are close
     */
    public ReproductionResult compare(double tolerance) {
        if (end == null) {
            throw new IllegalStateException("the run was not trained again yet");
        }
        try {
            MetricsComparison metrics = MetricsComparison.of(run.metricsFile(), again.metricsFile(), end.last());
            WeightsComparison weights = WeightsComparison.of(run.checkpoints(), again.checkpoints());
            EvaluationComparison judged = end.whole() && evaluation != null
                    ? EvaluationComparison.of(run, again, evaluation, components)
                    : null;
            return ReproductionResult.of(metrics, weights, judged, tolerance, changed, again.path().toString());
        } catch (IOException e) {
            throw failed(again, e);
        }
    }

    private static UncheckedIOException failed(RunFolder folder, IOException e) {
        return new UncheckedIOException(folder.path() + ": " + e.getMessage(), e);
    }
}
