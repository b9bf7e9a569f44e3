package org.s2r2.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.experiment.Pretraining;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.cluster.ClusterProvider.Connection;
import org.s2r2.experiment.cluster.PretrainingTask;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.spark.Masters.LocalCluster;
import org.s2r2.spark.PretrainingWorker.Ending;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingStoppedException;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** Trains an encoder in a barrier stage, whose tasks start together, and again together where one was lost. */
final class PretrainingJob {

    /** Workers wait for each other while worker 0 evaluates, which takes minutes on large data. */
    private static final int TIMEOUT_SECONDS = 600;

    private final JavaSparkContext spark;
    private final PretrainingTask task;
    private final PretrainingWorker worker;
    private final WorkerTraining training;

    PretrainingJob(JavaSparkContext spark, PretrainingTask task, WorkerTraining training) {
        this.spark = spark;
        this.task = task;
        this.training = training;
        this.worker = new PretrainingWorker(
                WorkerConfig.of(task.source(), task.text(), task.overrides()),
                task.run().toAbsolutePath().toString(),
                task.resume(),
                spark.getConf().getInt("spark.s2r2.timeoutSeconds", TIMEOUT_SECONDS));
    }

    /** Refuses more workers than a local cluster runs at a time; of others Spark knows when they are there. */
    static void requireSlots(Connection connection, int workers) {
        Optional<LocalCluster> local = LocalCluster.of(connection.master());
        if (local.isEmpty()) {
            return;
        }
        int cores = Integer.parseInt(
                connection.properties().getOrDefault("spark.task.cpus", Integer.toString(local.get().cores())));
        int slots = local.get().workers() * (local.get().cores() / cores);
        if (workers > slots) {
            throw new InvalidInputException("--workers: found " + workers + ", expected at most the " + slots + " tasks of " + cores
                    + (cores == 1 ? " core" : " cores") + " each that " + connection.master() + " runs at a time");
        }
    }

    private static Function1<Iterator<Integer>, Iterator<WorkerResult<Ending>>> tasks(
            PretrainingWorker worker, WorkerTraining training) {
        return (Function1<Iterator<Integer>, Iterator<WorkerResult<Ending>>> & Serializable) ranks ->
                CollectionConverters.asScala(List.of(worker.train(training)).iterator());
    }

    void run(StopRequest stop) {
        RunFolder run = new RunFolder(task.run());
        Pretraining.requireFolder(run, task.resume());
        List<Integer> ranks = Collections.nCopies(task.workers(), 0);
        // Spark never repeats the last stage of a job where it is a barrier stage: so there is one behind it.
        JavaRDD<WorkerResult<Ending>> results = spark.parallelize(ranks, task.workers())
                .rdd().barrier()
                .mapPartitions(tasks(worker, training), false, ClassTag$.MODULE$.apply(WorkerResult.class))
                .toJavaRDD().repartition(1);
        EpochLog epochs = new EpochLog(run.metricsFile());
        StopFile stopFile = StopFile.in(run.path());
        stopFile.remove();
        spark.sc().addSparkListener(new AttemptLog());
        try {
            List<WorkerResult<Ending>> ends = SparkCluster.await(spark, results, stop, stopFile::ask,
                    "what was saved is in " + run.path() + "; go on with --resume", epochs);
            epochs.run();
            requireDone(ends, stop);
        } finally {
            stopFile.remove();
        }
    }

    private static void requireDone(List<WorkerResult<Ending>> ends, StopRequest stop) {
        List<Ending> found = ends.stream().map(WorkerResult::orThrow).toList();
        for (Ending ending : found) {
            if (ending.stopped() != null) {
                throw new TrainingStoppedException(stop.reason().orElse("a stop"),
                        ending.stopped() + ", with --on and --workers as before");
            }
        }
    }
}
