package org.s2r2.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.s2r2.backend.Backend;
import org.s2r2.experiment.Experiment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures training steps of an experiment on several backends, or on one. All are open at once and take turns, round
 * by round, so that what the machine does beside them hits all of them alike. No images are read: views are noise.
 */
public final class StepBench {

    private static final Logger LOG = LoggerFactory.getLogger(StepBench.class);

    private final int rounds;
    private final double seconds;
    private final LongSupplier nanoTime;

    /**
     * @param rounds turns of every backend, 1 or more
     * @param seconds how long a turn takes at least, above 0; half of it is the warm-up before the first
     */
    public StepBench(int rounds, double seconds) {
        this(rounds, seconds, System::nanoTime);
    }

    StepBench(int rounds, double seconds, LongSupplier nanoTime) {
        AlternatingRounds.require(rounds, seconds);
        this.rounds = rounds;
        this.seconds = seconds;
        this.nanoTime = nanoTime;
    }

    /**
     * Measures, and releases all memory.
     *
     * @param experiments the same experiment on one backend after the other; a backend may come twice
     * @return a result for each, in their order
     */
    public List<StepResult> run(List<Experiment> experiments) {
        List<BenchmarkEntry> entries = new ArrayList<>();
        try {
            for (Experiment experiment : experiments) {
                entries.add(BenchmarkEntry.open(experiment, nanoTime));
            }
            for (BenchmarkEntry entry : entries) {
                LOG.info("warming up {}", entry.backend().description());
                entry.warmUp(seconds / 2);
            }
            List<String> names = names(entries.stream().map(BenchmarkEntry::backend).toList());
            return results(entries, names, measure(entries, names));
        } finally {
            entries.forEach(BenchmarkEntry::close);
        }
    }

    /** Views a second, [entry][round]. */
    private double[][] measure(List<BenchmarkEntry> entries, List<String> names) {
        double[][] rates = new double[entries.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < entries.size(); i++) {
                rates[i][round] = entries.get(i).round(seconds);
                line.append(String.format(Locale.ROOT, "%s%s %.1f", i == 0 ? "" : ", ", names.get(i), rates[i][round]));
            }
            LOG.info("round {} of {}: {} views/s", round + 1, rounds, line);
        }
        return rates;
    }

    /** The backends' names, with {@code #2} and so on behind those that come again. */
    static List<String> names(List<Backend> backends) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (Backend backend : backends) {
            String name = backend.name();
            int times = seen.merge(name, 1, Integer::sum);
            names.add(times == 1 ? name : name + "#" + times);
        }
        return names;
    }

    private static List<StepResult> results(List<BenchmarkEntry> entries, List<String> names, double[][] rates) {
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            BenchmarkEntry entry = entries.get(i);
            results.add(new StepResult(
                    names.get(i),
                    entry.backend().description(),
                    RoundStatistics.of(rates[i]),
                    RoundStatistics.ofRatios(rates[i], rates[0]),
                    StepTimes.medians(entry.steps()),
                    entry.loss()));
        }
        return results;
    }
}
