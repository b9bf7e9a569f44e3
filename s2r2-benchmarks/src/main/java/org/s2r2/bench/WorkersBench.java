package org.s2r2.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.s2r2.bench.BenchedWorker.Made;
import org.s2r2.bench.BenchedWorker.Order;
import org.s2r2.experiment.cluster.CollectiveProvider;
import org.s2r2.experiment.cluster.CollectiveProvider.Meeting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the training steps of processes of one thread that train an encoder together, against those of one process with as
 * many threads. Both are there at once and take turns, round by round. No images are read: views are noise.
 */
public final class WorkersBench {

    private static final Logger LOG = LoggerFactory.getLogger(WorkersBench.class);
    private static final String HOST = "127.0.0.1";

    private final int rounds;
    private final double seconds;

    /**
     * @param rounds turns of each, 1 or more
     * @param seconds about how long a turn takes, above 0; half of it is the warm-up before the first
     */
    public WorkersBench(int rounds, double seconds) {
        AlternatingRounds.require(rounds, seconds);
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Processes that are measured. */
    private record Entry(BenchedGroup group, int processes, int threads, int steps, int viewsPerStep, List<Round> rounds) {

        void round() throws IOException {
            List<Made> made = group.make(steps);
            double longest = made.stream().mapToDouble(Made::seconds).max().orElseThrow();
            rounds.add(new Round(viewsPerStep * steps / longest, longest / steps,
                    made.stream().mapToDouble(one -> one.collectiveSeconds() / one.seconds()).average().orElseThrow(),
                    made.get(0).loss()));
        }

        double[] rates() {
            return rounds.stream().mapToDouble(Round::viewsPerSecond).toArray();
        }
    }

    private record Round(double viewsPerSecond, double stepSeconds, double share, double loss) {}

    /**
     * Measures.
     *
     * @param source what to call the experiment in messages
     * @param text it in YAML
     * @param overrides of keys in it, but for the number of threads
     * @param workers processes, 2 or more
     * @param viewsPerStep views of all crop sizes in a batch
     * @return one process, and behind it the processes of one thread
     */
    public List<WorkersResult> run(String source, String text, List<String> overrides, int workers, int viewsPerStep,
            CollectiveProvider collectives) throws IOException {
        try (Meeting meeting = collectives.open(HOST, workers);
                BenchedGroup one = BenchedGroup.start(
                        List.of(new Order(source, text, with(overrides, workers), "", 0, 1)));
                BenchedGroup several = BenchedGroup.start(IntStream.range(0, workers)
                        .mapToObj(rank -> new Order(source, text, with(overrides, 1), meeting.address(), rank, workers))
                        .toList())) {
            List<Entry> entries = List.of(
                    new Entry(one, 1, workers, warmUp(one), viewsPerStep, new ArrayList<>()),
                    new Entry(several, workers, 1, warmUp(several), viewsPerStep, new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (Entry entry : entries) {
                    entry.round();
                }
                LOG.info(String.format(Locale.ROOT, "round %d of %d: one process %.1f, %d workers %.1f views/s", round + 1, rounds,
                        entries.get(0).rates()[round], workers, entries.get(1).rates()[round]));
            }
            return entries.stream().map(entry -> result(entry, entries.get(0))).toList();
        }
    }

    private static List<String> with(List<String> overrides, int threads) {
        List<String> all = new ArrayList<>(overrides);
        all.add("backend.threads=" + threads);
        return all;
    }

    /** How many steps a round has, so that it takes as long as it is to. */
    private int warmUp(BenchedGroup group) throws IOException {
        group.make(2);
        int steps = 1;
        double passed = 0;
        double step = 0;
        do {
            double took = group.make(steps).get(0).seconds();
            passed += took;
            step = took / steps;
            steps *= 2;
        } while (passed < seconds / 2);
        return Math.max(1, (int) Math.round(seconds / step));
    }

    private static WorkersResult result(Entry entry, Entry first) {
        return new WorkersResult(
                entry.processes,
                entry.threads,
                RoundStatistics.of(entry.rates()),
                RoundStatistics.ofRatios(entry.rates(), first.rates()),
                RoundStatistics.of(entry.rounds.stream().mapToDouble(Round::stepSeconds).toArray()).median(),
                RoundStatistics.of(entry.rounds.stream().mapToDouble(Round::share).toArray()),
                entry.rounds.get(entry.rounds.size() - 1).loss);
    }
}
