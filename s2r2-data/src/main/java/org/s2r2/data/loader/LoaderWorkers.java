package org.s2r2.data.loader;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;

/**
 * A fixed set of daemon threads that make the batches of one job at a time, a bounded number ahead of the consumer, who
 * gets them in order. All state is guarded by this object's monitor; the making itself runs outside it.
 */
final class LoaderWorkers implements AutoCloseable {

    private final int prefetch;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable BatchRun<?> run;
    private boolean closed;

    LoaderWorkers(String name, int workers, int prefetch) {
        this.prefetch = prefetch;
        for (int i = 0; i < workers; i++) {
            Thread thread = new Thread(this::work, name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** @throws IllegalStateException if the workers is closed or another run is still open */
    synchronized <B extends BatchJob.Batch> BatchRun<B> start(BatchJob<B> job) {
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        if (run != null && !run.isOver()) {
            throw new IllegalStateException("one iteration runs at a time: close the one before");
        }
        BatchRun<B> started = new BatchRun<>(this, job, prefetch);
        run = started;
        notifyAll();
        return started;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void work() {
        for (Runnable part = next(); part != null; part = next()) {
            part.run();
        }
    }

    /** Waits for a part to make; null when there will be none. */
    private synchronized @Nullable Runnable next() {
        while (!closed) {
            Runnable part = run == null ? null : run.claim();
            if (part != null) {
                return part;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                breakOff(e);
            }
        }
        return null;
    }

    /** Nobody interrupts these threads but a stranger who wants them to end; the consumer has to hear of it. */
    private void breakOff(InterruptedException e) {
        closed = true;
        if (run != null) {
            run.fail(e);
        }
        notifyAll();
    }

    /** Stops the threads once they have made the parts in hand, and waits for them. */
    @Override
    public void close() {
        BatchRun<?> open;
        synchronized (this) {
            closed = true;
            open = run;
            notifyAll();
        }
        if (open != null) {
            open.close();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The failure of a worker as the consumer's own exception, with the worker's as its cause. */
    static RuntimeException surfaced(Throwable failure) {
        if (failure instanceof InvalidInputException invalid) {
            return new InvalidInputException(invalid.getMessage(), invalid);
        }
        return new IllegalStateException("a loader thread failed: " + failure, failure);
    }
}
