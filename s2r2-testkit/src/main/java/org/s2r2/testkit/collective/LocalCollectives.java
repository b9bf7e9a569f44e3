package org.s2r2.testkit.collective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.s2r2.collective.Collective;
import org.s2r2.collective.CollectiveException;

/** Workers that are threads of one process. Sums are taken in the order of ranks. */
public final class LocalCollectives {

    private final int size;
    /** What each worker has put into the round that is going on; null where it has not yet. */
    private float[][] offered;
    /** What all put into the round before, which nobody has left unread when the next one ends. */
    private float[][] complete = new float[0][];
    private long rounds;
    private int arrived;
    /** Who left first; -1 for nobody. */
    private int left = -1;

    private LocalCollectives(int size) {
        this.size = size;
        this.offered = new float[size][];
    }

    /**
     * Runs workers in threads of their own, and waits for all of them. Whoever is done, or fails, leaves the others.
     *
     * @param workers how many, at least 1
     * @param work what each of them does
     * @return what each returned, in the order of their ranks
     * @throws RuntimeException what a worker threw; one that threw because it lost another comes last
     */
    public static <T> List<T> run(int workers, Function<Collective, T> work) {
        LocalCollectives together = new LocalCollectives(workers);
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            int own = rank;
            FutureTask<T> task = new FutureTask<>(() -> {
                try (Collective collective = together.new Worker(own)) {
                    return work.apply(collective);
                }
            });
            tasks.add(task);
            Thread thread = new Thread(task, "s2r2-worker-" + rank);
            thread.setDaemon(true);
            thread.start();
        }
        List<T> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                failures.add(failures.isEmpty() || e.getCause() instanceof CollectiveException ? failures.size() : 0,
                        e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for workers", e);
            }
        }
        if (!failures.isEmpty()) {
            throw failed(failures);
        }
        return results;
    }

    private static RuntimeException failed(List<Throwable> failures) {
        Throwable first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        return first instanceof RuntimeException runtime ? runtime : new IllegalStateException(first);
    }

    private synchronized float[][] exchange(int rank, float[] values) {
        requireNobodyLeft();
        offered[rank] = values.clone();
        long round = rounds;
        if (++arrived == size) {
            complete = offered;
            offered = new float[size][];
            arrived = 0;
            rounds++;
            notifyAll();
        }
        while (round == rounds) {
            requireNobodyLeft();
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CollectiveException("worker " + rank + " was interrupted", e);
            }
        }
        for (float[] other : complete) {
            if (other.length != values.length) {
                throw new CollectiveException("worker " + rank + " gave " + values.length + " values, and another "
                        + other.length);
            }
        }
        return complete;
    }

    private void requireNobodyLeft() {
        if (left >= 0) {
            throw new CollectiveException("worker " + left + " has left the " + size + " workers");
        }
    }

    private synchronized void leave(int rank) {
        left = left < 0 ? rank : left;
        notifyAll();
    }

    private final class Worker implements Collective {

        private final int rank;

        private Worker(int rank) {
            this.rank = rank;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void sum(float[] values) {
            float[][] all = exchange(rank, values);
            Arrays.fill(values, 0);
            for (float[] one : all) {
                for (int i = 0; i < values.length; i++) {
                    values[i] += one[i];
                }
            }
        }

        @Override
        public float[] gather(float[] values) {
            float[][] all = exchange(rank, values);
            float[] gathered = new float[size * values.length];
            for (int other = 0; other < size; other++) {
                System.arraycopy(all[other], 0, gathered, other * values.length, values.length);
            }
            return gathered;
        }

        @Override
        public void close() {
            leave(rank);
        }
    }
}
