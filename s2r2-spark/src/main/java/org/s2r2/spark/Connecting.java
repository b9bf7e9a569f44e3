package org.s2r2.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.experiment.cluster.ClusterException;
import org.s2r2.experiment.cluster.ClusterProvider.Connection;
import org.s2r2.spark.Masters.LocalCluster;

/** Starts Spark's driver in this process. */
final class Connecting {

    private static final int WAIT_SECONDS = 60;
    private static final int WAIT_SECONDS_FOR_ALL = 15;

    /** What native engines want before their process starts, see {@link org.s2r2.backend.LaunchEnvironment}. */
    private static final List<String> ENVIRONMENT = List.of(
            "OMP_WAIT_POLICY",
            "MALLOC_ARENA_MAX",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TOP_PAD_");

    private Connecting() {}

    /**
     * Connects; the caller closes the context.
     *
     * @param wholeExecutors whether a task takes all cores of its executor, where it is known how many these are
     * @throws ClusterException if no worker comes within a minute
     */
    static JavaSparkContext connect(Connection connection, boolean wholeExecutors) {
        SparkConf conf = new SparkConf();
        connection.properties().forEach(conf::set);
        conf.setMaster(connection.master()).setAppName(conf.get("spark.app.name", "s2r2"));
        connection.bind().ifPresent(address -> conf.set("spark.driver.host", address).set("spark.driver.bindAddress", address));
        Optional<LocalCluster> local = LocalCluster.of(connection.master());
        local.ifPresent(cluster -> {
            conf.setIfMissing("spark.executor.memory", cluster.mebibytes() + "m");
            conf.setIfMissing("spark.executor.cores", Integer.toString(cluster.cores()));
        });
        if (wholeExecutors && conf.contains("spark.executor.cores")) {
            conf.setIfMissing("spark.task.cpus", conf.get("spark.executor.cores"));
        }
        // A page that anybody on the network can read.
        conf.setIfMissing("spark.ui.enabled", "false");
        // A worker that hangs is given up after this; Spark's own two minutes are long for a training that waits.
        conf.setIfMissing("spark.executor.heartbeatInterval", "5s");
        conf.setIfMissing("spark.network.timeout", "60s");
        // How often that is looked at.
        conf.setIfMissing("spark.network.timeoutInterval", "5s");
        // A worker that cannot reach this process ends itself after about two minutes, so that it holds nothing any more.
        conf.setIfMissing("spark.executor.heartbeat.maxFailures", "12");
        // A pretraining that lost workers begins again from its newest checkpoint, so often in a row.
        conf.setIfMissing("spark.stage.maxConsecutiveAttempts", "10");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "10");
        if (System.getProperty("SPARK_SUBMIT") == null) {
            conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        }
        conf.set("spark.executor.extraJavaOptions",
                (conf.get("spark.executor.extraJavaOptions", "") + " -Dai.djl.offline=true").strip());
        for (String variable : ENVIRONMENT) {
            Optional.ofNullable(System.getenv(variable))
                    .ifPresent(value -> conf.setIfMissing("spark.executorEnv." + variable, value));
        }
        return started(conf);
    }

    private static JavaSparkContext started(SparkConf conf) {
        JavaSparkContext context;
        try {
            context = new JavaSparkContext(conf);
        } catch (Exception e) {
            // Spark is written in Scala, whose methods throw checked exceptions without saying so.
            throw Failures.of(conf.get("spark.master"), e);
        }
        try {
            awaitWorkers(context);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** Waits for a first worker; and a little longer for all, where it is known how many come. */
    private static void awaitWorkers(JavaSparkContext context) {
        if (context.sc().isLocal()) {
            return;
        }
        int all = LocalCluster.of(context.master()).map(LocalCluster::workers).orElse(1);
        long begin = System.nanoTime();
        int found = executors(context);
        while (found < all) {
            long seconds = (System.nanoTime() - begin) / 1_000_000_000L;
            if (found > 0 && seconds >= WAIT_SECONDS_FOR_ALL) {
                return;
            }
            if (context.sc().isStopped()) {
                throw new ClusterException("--on " + context.master() + ": the master refused the connection or went away");
            }
            if (seconds >= WAIT_SECONDS) {
                throw new ClusterException("--on " + context.master() + ": found no worker within " + WAIT_SECONDS
                        + " s that has the cores and the memory asked for, expected at least one");
            }
            Failures.sleep(100);
            found = executors(context);
        }
    }

    /** How many executors have come so far; the driver is no executor. */
    static int executors(JavaSparkContext context) {
        return context.sc().statusTracker().getExecutorInfos().length - 1;
    }
}
