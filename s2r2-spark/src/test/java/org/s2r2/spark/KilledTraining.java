package org.s2r2.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.s2r2.collective.Collective;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.training.StopRequest;

/**
 * The training of the command pretrain, whose executors are killed: in the k-th attempt, worker {@code ranks[k]} where it
 * would add for the {@code calls[k]}-th time. A file for each attempt says that it was begun.
 */
record KilledTraining(int[] ranks, int[] calls, String notes) implements WorkerTraining {

    @Override
    public void run(Experiment experiment, RunFolder run, boolean resume, StopRequest stop, Collective collective) {
        int attempt = collective.rank() == 0 ? begin() : 0;
        // All hear from worker 0 which attempt it is.
        float[] told = {attempt};
        collective.sum(told);
        attempt = (int) told[0];
        boolean kills = attempt < ranks.length && ranks[attempt] == collective.rank();
        Pretraining.run(experiment, run, resume, stop, List.of(), session -> {},
                kills ? new Mortal(collective, calls[attempt]) : collective);
    }

    private int begin() {
        for (int attempt = 0; ; attempt++) {
            try {
                Files.writeString(Path.of(notes, "attempt" + attempt), "begun", StandardOpenOption.CREATE_NEW);
                return attempt;
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends its process where it is to add for the n-th time. */
    private static final class Mortal implements Collective {

        private final Collective workers;
        private int left;

        private Mortal(Collective workers, int calls) {
            this.workers = workers;
            this.left = calls;
        }

        @Override
        public int rank() {
            return workers.rank();
        }

        @Override
        public int size() {
            return workers.size();
        }

        @Override
        public void sum(float[] values) {
            if (--left == 0) {
                Runtime.getRuntime().halt(9);
            }
            workers.sum(values);
        }

        @Override
        public float[] gather(float[] values) {
            return workers.gather(values);
        }

        @Override
        public void close() {
            workers.close();
        }
    }
}
