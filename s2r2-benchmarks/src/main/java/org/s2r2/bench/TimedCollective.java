package org.s2r2.bench;

import java.util.function.LongSupplier;
import org.s2r2.collective.Collective;

/** Workers whose calls are timed, the waiting for each other included. */
final class TimedCollective implements Collective {

    private final Collective workers;
    private final LongSupplier nanoTime;
    private long nanos;

    /** @param nanoTime a clock in nanoseconds */
    TimedCollective(Collective workers, LongSupplier nanoTime) {
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** The time in calls since this was asked for last, in seconds. */
    double takeSeconds() {
        double seconds = nanos / 1e9;
        nanos = 0;
        return seconds;
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
        long start = nanoTime.getAsLong();
        workers.sum(values);
        nanos += nanoTime.getAsLong() - start;
    }

    @Override
    public float[] gather(float[] values) {
        long start = nanoTime.getAsLong();
        float[] gathered = workers.gather(values);
        nanos += nanoTime.getAsLong() - start;
        return gathered;
    }

    @Override
    public void close() {
        workers.close();
    }
}
