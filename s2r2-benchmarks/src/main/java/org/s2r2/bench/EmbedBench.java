package org.s2r2.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.s2r2.data.loader.NoiseViews;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Experiment;
import org.s2r2.view.CropGroup;
import org.s2r2.view.ViewBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how fast the untrained encoder of an experiment represents images as evaluation has it, on several backends
 * or on one. All are open at once and take turns. No images are read: the pixels are noise.
 */
public final class EmbedBench {

    private static final Logger LOG = LoggerFactory.getLogger(EmbedBench.class);

    private final int rounds;
    private final AlternatingRounds turns;
    private final int images;

    /**
     * @param rounds turns of every backend, 1 or more, behind one to warm up
     * @param seconds how long a turn takes at least, above 0
     * @param images how many are embedded in one call, 1 or more
     */
    public EmbedBench(int rounds, double seconds, int images) {
        this(rounds, seconds, images, System::nanoTime);
    }

    EmbedBench(int rounds, double seconds, int images, LongSupplier nanoTime) {
        if (rounds < 1 || !(seconds > 0) || images < 1) {
            throw new IllegalArgumentException("expected 1 round or more of more than 0 seconds and 1 image or more,"
                    + " found " + rounds + " of " + seconds + " and " + images);
        }
        this.rounds = rounds;
        this.turns = new AlternatingRounds(nanoTime, seconds);
        this.images = images;
    }

    /**
     * Measures, and releases all memory.
     *
     * @param experiments the same experiment on one backend after the other; a backend may come twice
     * @return a result for each, in their order
     * @throws org.s2r2.settings.InvalidInputException if the images would exceed 2 GiB
     */
    public List<EmbedResult> run(List<Experiment> experiments) {
        List<Subject> subjects = new ArrayList<>();
        try {
            for (Experiment experiment : experiments) {
                subjects.add(Subject.open(experiment, images));
            }
            LOG.info("embedding {} images of {} px, {} rounds", images, subjects.get(0).size, rounds);
            double[][] seconds = turns.take(1, rounds, subjects);
            return results(subjects, seconds);
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    private List<EmbedResult> results(List<Subject> subjects, double[][] seconds) {
        List<String> names =
                StepBench.names(subjects.stream().map(subject -> subject.encoder.backend()).toList());
        double[][] rates = Arrays.stream(seconds)
                .map(taken -> Arrays.stream(taken).map(second -> images / second).toArray())
                .toArray(double[][]::new);
        List<EmbedResult> results = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            Subject subject = subjects.get(i);
            results.add(new EmbedResult(
                    names.get(i),
                    subject.encoder.backend().description(),
                    RoundStatistics.of(rates[i]),
                    RoundStatistics.ofRatios(rates[i], rates[0]),
                    subject.size,
                    subject.norm));
        }
        return results;
    }

    /** An encoder with images of its own. */
    private static final class Subject implements Runnable, AutoCloseable {

        private final OpenEncoder encoder;
        private final ViewBatch batch;
        private final int images;
        private final int size;
        private double norm;

        private Subject(OpenEncoder encoder, ViewBatch batch) {
            this.encoder = encoder;
            this.batch = batch;
            this.images = batch.images();
            this.size = batch.blocks().get(0).size();
        }

        static Subject open(Experiment experiment, int images) {
            CropGroup crop = new CropGroup(1, experiment.evaluationSize(), 1, 1);
            ViewBatch batch = NoiseViews.of(List.of(crop), images, experiment.seed());
            return new Subject(OpenEncoder.of(experiment, experiment.objective()), batch);
        }

        @Override
        public void run() {
            FloatBuffer pixels = batch.blocks().get(0).pixels();
            float[] values = encoder.model().embed(pixels, images, size, Stage.BACKBONE).values();
            double squares = 0;
            for (float value : values) {
                squares += (double) value * value;
            }
            norm = Math.sqrt(squares / values.length);
            if (!Double.isFinite(norm)) {
                throw new IllegalStateException("backend " + encoder.backend().name()
                        + ": found an embedding that is not finite, expected finite numbers");
            }
        }

        @Override
        public void close() {
            encoder.close();
            batch.close();
        }
    }
}
