package org.s2r2.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.RunPlan;
import org.s2r2.experiment.compare.ComparedRun;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs of a comparison, one a task; each leaves its run folder as a single process does. */
final class ComparisonJob {

    private static final Logger LOG = LoggerFactory.getLogger(ComparisonJob.class);

    private final JavaSparkContext spark;
    private final ComparisonPlan plan;

    ComparisonJob(JavaSparkContext spark, ComparisonPlan plan) {
        this.spark = spark;
        this.plan = plan;
    }

    /** A run on its way to a worker, with the threads that the plan gives it, which decide its last bits. */
    private record SentRun(String dataset, String row, WorkerConfig config, String folder, TreeSet<String> protocols,
            boolean pictured) implements Serializable {

        static SentRun of(ComparedRun run) {
            return new SentRun(run.dataset(), run.row(),
                    WorkerConfig.of(run.title(), ExperimentFile.write(run.plan().config()), List.of()),
                    run.folder().path().toAbsolutePath().toString(), new TreeSet<>(run.protocols()), run.pictured());
        }

        /** Ends the run, or leaves a checkpoint where the file asks to stop; whether it ended. */
        boolean finish(StopFile file) {
            StopRequest stop = new StopRequest();
            try (StopFile.Watch watch = file.watch(stop)) {
                if (file.isThere()) {
                    return false;
                }
                finish(stop);
                return true;
            } catch (TrainingStoppedException e) {
                LOG.info("{}: {}", config.source(), e.getMessage());
                return false;
            }
        }

        private void finish(StopRequest stop) {
            Components components = Components.discover();
            Set<String> wanted = Set.copyOf(protocols);
            Experiment experiment = Experiment.read(config.readAsWritten(), components);
            ComparedRun run = new ComparedRun(dataset, row, experiment, RunPlan.of(experiment, wanted),
                    new RunFolder(Path.of(folder)), wanted, pictured, components);
            run.finish(stop, List.of());
        }
    }

    /** Finishes all. A run that diverged is finished too; its folder says so. */
    void run(StopRequest stop) {
        List<SentRun> runs = plan.runs().stream().map(SentRun::of).toList();
        String saved = "give the same command to go on with the runs in " + plan.out();
        StopFile file = StopFile.in(plan.out().toAbsolutePath());
        String path = file.path().toString();
        file.remove();
        try {
            List<WorkerResult<Boolean>> ends = SparkCluster.await(spark,
                    spark.parallelize(runs, runs.size())
                            .map(run -> WorkerResult.of(() -> run.finish(new StopFile(Path.of(path))))),
                    stop, file::ask, saved, () -> { });
            // All, so that a run that was refused is named before a stop.
            List<Boolean> done = ends.stream().map(WorkerResult::orThrow).toList();
            if (done.contains(false)) {
                String reason = stop.reason().orElse("a stop");
                throw new TrainingStoppedException(reason, "stopped by " + reason + "; " + saved);
            }
        } finally {
            file.remove();
        }
    }
}
