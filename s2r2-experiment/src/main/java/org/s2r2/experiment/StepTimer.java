package org.s2r2.experiment;

import java.util.Arrays;
import java.util.Optional;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.objective.Objective;
import org.s2r2.optim.StepRates;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.StepRunner;
import org.s2r2.training.Teacher;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;

/** How long the steps of a run take on this machine, views and all. */
public final class StepTimer {

    private static final int WARM_UP = 10;
    private static final int MOST_STEPS = 60;
    private static final double SECONDS = 5;

    private StepTimer() {}

    /**
     * @param secondsPerStep the median
     * @param stepsPerEpoch of the run
     */
    public record Pace(double secondsPerStep, int stepsPerEpoch) {}

    /** Makes some steps of an untrained encoder on the experiment's images, and writes nothing. */
    public static Pace measure(Experiment experiment) {
        Objective objective = experiment.objective();
        try (ImageDataset images = experiment.openForPretraining();
                ViewLoader views = experiment.openLoader(images);
                Backend backend = experiment.openTrainingBackend();
                EncoderModel model = experiment.models().untrained(backend, objective)) {
            Optional<Teacher> teacher = experiment.models().untrainedTeacher(backend, Collective.ALONE);
            try {
                StepRunner steps = new StepRunner(new EncoderPasses(backend, model, experiment.microBatch()), objective,
                        teacher, experiment.skipsSteps());
                return new Pace(median(steps, views), views.batchesPerEpoch());
            } finally {
                teacher.ifPresent(Teacher::close);
            }
        }
    }

    private static double median(StepRunner runner, ViewSource views) {
        double[] seconds = new double[MOST_STEPS];
        int steps = 0;
        int measured = 0;
        double sum = 0;
        for (int epoch = 0; measured < MOST_STEPS && sum < SECONDS; epoch++) {
            try (ViewSource.Epoch batches = views.epoch(epoch, 0)) {
                long start = System.nanoTime();
                while (batches.hasNext() && measured < MOST_STEPS && sum < SECONDS) {
                    try (ViewBatch batch = batches.next();
                            StepRunner.Outcome outcome = runner.run(batch, epoch, steps, StepRates.of(0), phase -> {})) {
                        steps++;
                    }
                    long now = System.nanoTime();
                    if (steps > WARM_UP) {
                        seconds[measured++] = (now - start) / 1e9;
                        sum += seconds[measured - 1];
                    }
                    start = now;
                }
            }
        }
        double[] sorted = Arrays.copyOf(seconds, measured);
        Arrays.sort(sorted);
        return sorted[measured / 2];
    }
}
