package org.s2r2.bench;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.augment.ViewMaker.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how fast one thread makes views of an image that is decoded already. What counts is the thread's CPU time,
 * which does not pass while other processes have the core; stages share it as they share the time on the clock. Cases
 * take turns, round by round.
 */
public final class ViewsBench {

    private static final Logger LOG = LoggerFactory.getLogger(ViewsBench.class);
    private static final int SEED = 1;

    private static final Stage[] STAGES = Stage.values();

    /** Views between two looks at the clock. They lie behind each other, as in a batch, where that is not too much. */
    private static final int BATCH = 32;

    private static final int MOST_VALUES = 1 << 26;

    private final int rounds;
    private final double seconds;
    private final LongSupplier nanoTime;
    private final LongSupplier cpuTime;

    /**
     * @param rounds turns of every case, 1 or more
     * @param seconds how long a turn takes at least, above 0; there is one more before the first, to warm up
     */
    public ViewsBench(int rounds, double seconds) {
        this(rounds, seconds, System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    }

    ViewsBench(int rounds, double seconds, LongSupplier nanoTime, LongSupplier cpuTime) {
        AlternatingRounds.require(rounds, seconds);
        this.rounds = rounds;
        this.seconds = seconds;
        this.nanoTime = nanoTime;
        this.cpuTime = cpuTime;
    }

    /** @return a result for each case, in their order */
    public List<ViewsResult> run(List<ViewsCase> cases) {
        List<Worker> workers = cases.stream().map(Worker::new).toList();
        workers.forEach(worker -> worker.turn(0)); // to warm up; the first round overwrites it
        for (int round = 0; round < rounds; round++) {
            StringBuilder line = new StringBuilder();
            for (Worker worker : workers) {
                worker.turn(round);
                line.append(String.format(Locale.ROOT, " %s: %.0f", worker.views.name(), worker.rates[round]));
            }
            LOG.info("round {} of {}, views/s:{}", round + 1, rounds, line);
        }
        return workers.stream().map(Worker::result).toList();
    }

    /** Makes the views of a case. */
    private final class Worker {

        private final ViewsCase views;
        private final ViewMaker maker;
        private final int length;
        private final int places;
        private final FloatBuffer target;
        private final double[] rates = new double[rounds];
        private final double[] ratesByClock = new double[rounds];
        private final double[][] microseconds = new double[STAGES.length][rounds];
        private final long[] stageNanos = new long[STAGES.length];
        private long stageStart;
        private int index;

        Worker(ViewsCase views) {
            this.views = views;
            this.maker = new ViewMaker(views.recipe(), SEED, this::done);
            int size = views.recipe().crop(0).size();
            this.length = 3 * size * size;
            this.places = Math.max(1, Math.min(BATCH, MOST_VALUES / length));
            this.target = ByteBuffer.allocateDirect(places * length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        private void done(Stage stage) {
            long now = nanoTime.getAsLong();
            stageNanos[stage.ordinal()] += now - stageStart;
            stageStart = now;
        }

        /** Makes views for a while and notes under the round what they took. */
        void turn(int round) {
            Arrays.fill(stageNanos, 0);
            long start = nanoTime.getAsLong();
            long cpuStart = cpuTime.getAsLong();
            long made = 0;
            long passed;
            do {
                stageStart = nanoTime.getAsLong();
                for (int i = 0; i < BATCH; i++) {
                    maker.make(views.image(), index++, 0, 0, target, i % places * length);
                }
                made += BATCH;
                passed = nanoTime.getAsLong() - start;
            } while (passed < 1e9 * seconds);
            long cpu = cpuTime.getAsLong() - cpuStart;
            rates[round] = 1e9 * made / cpu;
            ratesByClock[round] = 1e9 * made / passed;
            double all = LongStream.of(stageNanos).sum();
            for (int i = 0; i < STAGES.length; i++) {
                microseconds[i][round] = stageNanos[i] / all * cpu / made / 1e3;
            }
        }

        ViewsResult result() {
            Map<Stage, Double> stages = new EnumMap<>(Stage.class);
            for (Stage stage : STAGES) {
                stages.put(stage, RoundStatistics.of(microseconds[stage.ordinal()]).median());
            }
            return new ViewsResult(
                    views.name(),
                    views.image().width() + "x" + views.image().height(),
                    RoundStatistics.of(rates),
                    RoundStatistics.of(ratesByClock),
                    stages);
        }
    }
}
