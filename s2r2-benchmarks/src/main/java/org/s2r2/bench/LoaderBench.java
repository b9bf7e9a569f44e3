package org.s2r2.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.experiment.Experiment;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what the loader costs: training steps whose views it makes on the same cores meanwhile, against the same
 * steps on views of noise that are there already. Both take turns, round by round, so that what the machine does beside
 * them hits both alike; during steps on noise the loader is idle.
 */
public final class LoaderBench {

    private static final Logger LOG = LoggerFactory.getLogger(LoaderBench.class);

    private final int rounds;
    private final double seconds;
    private final LongSupplier nanoTime;
    private final List<Double> waits = new ArrayList<>();
    private final List<Double> steps = new ArrayList<>();

    /**
     * @param rounds turns of each, 1 or more
     * @param seconds how long a turn takes at least, above 0; half of it is the warm-up of each before the first
     */
    public LoaderBench(int rounds, double seconds) {
        this(rounds, seconds, System::nanoTime);
    }

    LoaderBench(int rounds, double seconds, LongSupplier nanoTime) {
        AlternatingRounds.require(rounds, seconds);
        this.rounds = rounds;
        this.seconds = seconds;
        this.nanoTime = nanoTime;
    }

    /**
     * Measures an experiment on its backend and its images, and releases all memory.
     *
     * @throws org.s2r2.settings.InvalidInputException if nobody knows a key, or images are missing
     */
    public LoaderResult run(Experiment experiment) {
        try (ImageDataset images = experiment.openForPretraining();
                ViewLoader loader = experiment.openLoader(images);
                BenchmarkEntry entry = open(experiment)) {
            LOG.info("warming up {} on {}", entry.backend().description(), images.description());
            Batches batches = new Batches(loader);
            entry.warmUp(seconds / 2);
            round(entry, batches, seconds / 2);
            waits.clear();
            steps.clear();
            double[] alone = new double[rounds];
            double[] fed = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                alone[round] = entry.round(seconds);
                fed[round] = round(entry, batches, seconds);
                LOG.info(String.format(Locale.ROOT, "round %d of %d: %.1f views/s alone, %.1f fed by the loader",
                        round + 1, rounds, alone[round], fed[round]));
            }
            return new LoaderResult(
                    entry.backend().name(),
                    entry.backend().description(),
                    images.description(),
                    RoundStatistics.of(fed),
                    RoundStatistics.of(alone),
                    RoundStatistics.ofRatios(fed, alone),
                    median(waits),
                    median(steps),
                    StepTimes.medians(entry.steps()).step());
        }
    }

    /** Once the images are open, every key that has a meaning has been read. */
    private BenchmarkEntry open(Experiment experiment) {
        experiment.config();
        return BenchmarkEntry.open(experiment, nanoTime);
    }

    private static double median(List<Double> values) {
        return RoundStatistics.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
    }

    /**
     * Makes steps on the loader's views, at least one, until so many seconds have passed. One step before them does not
     * count: it waits for the first views of all.
     *
     * @return views a second
     */
    private double round(BenchmarkEntry entry, Batches batches, double duration) {
        try (batches) {
            try (ViewBatch first = batches.next()) {
                entry.step(first);
            }
            long start = nanoTime.getAsLong();
            long views = 0;
            double passed;
            do {
                long asked = nanoTime.getAsLong();
                try (ViewBatch batch = batches.next()) {
                    waits.add((nanoTime.getAsLong() - asked) / 1e9);
                    steps.add(entry.step(batch).step());
                    views += batch.layout().rows();
                }
                passed = (nanoTime.getAsLong() - start) / 1e9;
            } while (passed < duration);
            return views / passed;
        }
    }

    /** The batches of one epoch after the other. Closed, the loader rests, and the next batch is of a new epoch. */
    private static final class Batches implements AutoCloseable {

        private final ViewLoader loader;
        private ViewSource.Epoch epoch;
        private int epochs;

        Batches(ViewLoader loader) {
            this.loader = loader;
        }

        ViewBatch next() {
            if (epoch != null && !epoch.hasNext()) {
                close();
            }
            if (epoch == null) {
                epoch = loader.epoch(epochs++);
            }
            return epoch.next();
        }

        @Override
        public void close() {
            if (epoch != null) {
                epoch.close();
                epoch = null;
            }
        }
    }
}
