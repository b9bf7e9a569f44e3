package org.s2r2.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.s2r2.collective.Collective;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.StopRequest;

/**
 * A training of one number, {@code x = x / 2 + the sum of rank + step}, with a checkpoint every ten steps. At some steps an
 * executor is lost, once each.
 *
 * @param steps how many
 * @param lost the steps at which worker 1 is lost
 * @param refused the step at which worker 1 refuses to go on; -1 for none
 */
record LosingWorker(int steps, int[] lost, int refused) implements WorkerTraining {

    private static final int CHECKPOINT_EVERY = 10;

    /** The number that a training without losses comes to. */
    float expected(int workers) {
        float x = 1;
        for (int step = 0; step < steps; step++) {
            float sum = 0;
            for (int rank = 0; rank < workers; rank++) {
                sum += rank + step;
            }
            x = x / 2 + sum;
        }
        return x;
    }

    @Override
    public void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop, Collective collective) {
        try {
            Path checkpoint = run.path().resolve("checkpoint");
            float x = 1;
            int first = 0;
            if (resume && Files.exists(checkpoint)) {
                String[] saved = Files.readString(checkpoint).split(" ");
                first = Integer.parseInt(saved[0]);
                x = Float.parseFloat(saved[1]);
            }
            if (collective.rank() == 0) {
                Files.createDirectories(run.path());
                Files.writeString(run.configFile(), "begun");
                Files.writeString(run.path().resolve("attempts"), "from " + first + "\n",
                        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            for (int step = first; step < steps; step++) {
                if (collective.rank() == 1) {
                    loseOnce(run, step);
                }
                float[] sum = {collective.rank() + step};
                collective.sum(sum);
                x = x / 2 + sum[0];
                if (collective.rank() == 0 && (step + 1) % CHECKPOINT_EVERY == 0) {
                    Files.writeString(checkpoint, step + 1 + " " + x);
                }
            }
            Files.writeString(run.path().resolve("x" + collective.rank()), Float.toString(x));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loseOnce(RunFolder run, int step) throws IOException {
        if (step == refused) {
            throw new InvalidInputException("step " + step + ": found enough");
        }
        for (int losing : lost) {
            Path marker = run.path().resolve("lost" + losing);
            if (step == losing && !Files.exists(marker)) {
                Files.createFile(marker);
                Runtime.getRuntime().halt(9);
            }
        }
    }
}
