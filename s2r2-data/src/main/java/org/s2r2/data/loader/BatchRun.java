package org.s2r2.data.loader;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the batches of a job. Guarded by the workers' monitor.
 *
 * <p>A batch is opened by the thread that claims its first part, while fewer than {@code prefetch} batches are open and
 * not yet handed out; the consumer waits for the first open one to be complete.
 */
final class BatchRun<B extends BatchJob.Batch> implements Iterator<B>, AutoCloseable {

    private final LoaderWorkers workers;
    private final BatchJob<B> job;
    private final int prefetch;
    private final ArrayDeque<Open<B>> open = new ArrayDeque<>();
    private int opened;
    private int delivered;
    private int claimedParts;
    private int busy;
    private @Nullable Throwable failure;
    private boolean cancelled;

    /** A batch in the making. */
    private static final class Open<B> {
        private final B batch;
        private int missing;
        private boolean complete;

        private Open(B batch, int parts) {
            this.batch = batch;
            this.missing = parts;
        }
    }

    BatchRun(LoaderWorkers workers, BatchJob<B> job, int prefetch) {
        this.workers = workers;
        this.job = job;
        this.prefetch = prefetch;
    }

    /** Called within the monitor. */
    boolean isOver() {
        return delivered == job.batches() || (cancelled && busy == 0);
    }

    /** The next part to make, or null where there is none now. Called within the monitor. */
    @Nullable Runnable claim() {
        if (cancelled || failure != null) {
            return null;
        }
        boolean fresh = open.isEmpty() || claimedParts == job.parts(opened - 1);
        if (fresh) {
            if (opened == job.batches() || open.size() == prefetch) {
                return null;
            }
            try {
                open.addLast(new Open<>(job.open(opened), job.parts(opened)));
            } catch (RuntimeException | Error e) {
                fail(e);
                return null;
            }
            opened++;
            claimedParts = 0;
        }
        Open<B> target = open.getLast();
        int part = claimedParts++;
        busy++;
        return () -> make(target, part);
    }

    private void make(Open<B> target, int part) {
        Throwable problem = null;
        boolean last = false;
        try {
            job.make(target.batch, part);
            last = isLast(target);
            if (last) {
                job.finish(target.batch);
            }
        } catch (RuntimeException | Error e) {
            problem = e;
        }
        synchronized (workers) {
            busy--;
            if (problem != null) {
                fail(problem);
            } else if (last) {
                target.complete = true;
            }
            workers.notifyAll();
        }
    }

    private boolean isLast(Open<B> target) {
        synchronized (workers) {
            target.missing--;
            return target.missing == 0;
        }
    }

    /** Keeps the first failure for the consumer. Called within the monitor. */
    void fail(Throwable problem) {
        if (failure == null) {
            failure = problem;
        }
        workers.notifyAll();
    }

    @Override
    public boolean hasNext() {
        synchronized (workers) {
            return !cancelled && delivered < job.batches();
        }
    }

    /**
     * Waits for the next batch.
     *
     * @throws org.s2r2.settings.InvalidInputException if a worker met bad input
     * @throws IllegalStateException if a worker failed, the loader was closed or this thread was interrupted
     */
    @Override
    public B next() {
        synchronized (workers) {
            if (delivered == job.batches()) {
                throw new NoSuchElementException("the epoch is over");
            }
            while (true) {
                if (failure != null) {
                    throw LoaderWorkers.surfaced(failure);
                }
                if (cancelled || workers.isClosed()) {
                    throw new IllegalStateException("the loader is closed");
                }
                if (!open.isEmpty() && open.getFirst().complete) {
                    delivered++;
                    workers.notifyAll();
                    return open.removeFirst().batch;
                }
                await();
            }
        }
    }

    private void await() {
        try {
            workers.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    /** Stops the run, waits for the parts in hand, and hands back the buffers of what was not delivered. */
    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (workers) {
            cancelled = true;
            workers.notifyAll();
            while (busy > 0) {
                try {
                    workers.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            while (!open.isEmpty()) {
                open.removeFirst().batch.close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
