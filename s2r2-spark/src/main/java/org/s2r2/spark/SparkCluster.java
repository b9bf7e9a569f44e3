package org.s2r2.spark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.ClusterException;
import org.s2r2.experiment.cluster.ClusterProvider.Connection;
import org.s2r2.experiment.cluster.EmbeddingTask;
import org.s2r2.experiment.cluster.PretrainingTask;
import org.s2r2.experiment.cluster.SearchTask;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingStoppedException;

/** A cluster of Spark, which is connected to for each piece of work. */
final class SparkCluster implements Cluster {

    private final Connection connection;
    private final WorkerTraining training;

    SparkCluster(Connection connection, WorkerTraining training) {
        this.connection = connection;
        this.training = training;
    }

    private interface Work<T> {
        T with(JavaSparkContext spark);
    }

    private <T> T connected(boolean wholeExecutors, Work<T> work) {
        try (JavaSparkContext spark = Connecting.connect(connection, wholeExecutors)) {
            return work.with(spark);
        } catch (TrainingStoppedException e) {
            throw e;
        } catch (Exception e) {
            // Spark is written in Scala, whose methods throw checked exceptions without saying so.
            throw Failures.of(connection.master(), e);
        }
    }

    @Override
    public void pretrain(PretrainingTask task, StopRequest stop) {
        PretrainingJob.requireSlots(connection, task.workers());
        connected(true, spark -> {
            new PretrainingJob(spark, task, training).run(stop);
            return null;
        });
    }

    @Override
    public Embedded embed(EmbeddingTask task) {
        return connected(true, spark -> new EmbeddingJob(spark, task).collect());
    }

    @Override
    public EmbeddedTable embed(EmbeddingTask task, String out) {
        return connected(true, spark -> new EmbeddingJob(spark, task).write(out));
    }

    @Override
    public SearchResult search(SearchTask task) {
        return connected(false, spark -> new SearchJob(spark, task).run());
    }

    @Override
    public void finish(ComparisonPlan plan, StopRequest stop) {
        connected(true, spark -> {
            new ComparisonJob(spark, plan).run(stop);
            return null;
        });
    }

    @Override
    public void close() {
        // Each piece of work has closed its connection.
    }

    /** Has workers stop by themselves. */
    interface Asking {
        /** Whether they are going to, so that it is worth waiting for what they come to. */
        boolean ask(String reason);
    }

    /**
     * Waits for results. Where somebody asks to stop, it waits for what the workers leave where these stop by themselves, and
     * ends them at once where they do not.
     *
     * @param asking how they are asked
     * @param saved says in the exception where to go on
     * @param meanwhile is run while it waits, several times a second
     */
    static <T> List<T> await(
            JavaSparkContext spark, JavaRDD<T> results, StopRequest stop, Asking asking, String saved, Runnable meanwhile) {
        JavaFutureAction<List<T>> running = results.collectAsync();
        boolean asked = false;
        while (true) {
            try {
                return running.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                meanwhile.run();
                if (stop.reason().isPresent() && !asked) {
                    asked = true;
                    String reason = stop.reason().get();
                    if (!asking.ask(reason)) {
                        running.cancel(true);
                        spark.cancelAllJobs();
                        throw new TrainingStoppedException(reason, "stopped by " + reason + "; " + saved);
                    }
                }
            } catch (ExecutionException e) {
                throw Failures.of(spark.master(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted", e);
            }
        }
    }
}
