package org.s2r2.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.experiment.cluster.PretrainingTask;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingStoppedException;

/** Workers in executors that are lost, and that refuse. */
@Tag("slow")
@Timeout(300)
class PretrainingOnSparkTest {

    @TempDir
    Path folder;

    @Test
    void whereAWorkerIsLostAllGoOnFromTheNewestCheckpoint() throws Exception {
        LosingWorker training = new LosingWorker(40, new int[] {17, 33}, -1);
        train(training, 2, Trials.tiny(32));
        String expected = Float.toString(training.expected(2));
        assertThat(folder.resolve("run/x0")).content().isEqualTo(expected);
        assertThat(folder.resolve("run/x1")).content().isEqualTo(expected);
        assertThat(Files.readAllLines(folder.resolve("run/attempts"))).containsExactly("from 0", "from 10", "from 30");
    }

    @Test
    void whatOneWorkerRefusesEndsTheWorkOfAllWithoutAnotherTry() throws Exception {
        LosingWorker training = new LosingWorker(40, new int[0], 12);
        assertThatThrownBy(() -> train(training, 2, Trials.tiny(32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("worker 127.0.0.1 \\(executor \\d\\): step 12: found enough");
        assertThat(Files.readAllLines(folder.resolve("run/attempts"))).containsExactly("from 0");
    }

    @Test
    void whereSomebodyAsksToStopTheWorkersAreWaitedForAndWorkerZeroSaysWhereToGoOn() throws Exception {
        StopRequest stop = new StopRequest();
        Thread asking = new Thread(() -> {
            while (!Files.exists(folder.resolve("run/begun"))) {
                Failures.sleep(20);
            }
            stop.ask("SIGTERM");
        });
        asking.setDaemon(true);
        asking.start();
        assertThatThrownBy(() -> train((experiment, run, resume, asked, collective) -> {
                    Trials.touch(run.path().resolve(collective.rank() == 0 ? "begun" : "begun beside it"));
                    while (asked.reason().isEmpty()) {
                        Failures.sleep(20);
                    }
                    throw new TrainingStoppedException(asked.reason().get(), "the checkpoint of worker " + collective.rank());
                }, 2, Trials.tiny(32), stop))
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessage("the checkpoint of worker 0, with --on and --workers as before")
                .satisfies(stopped -> assertThat(((TrainingStoppedException) stopped).reason()).isEqualTo("SIGTERM"));
        assertThat(folder.resolve("run")).isDirectoryNotContaining("glob:**.stop");
    }

    @Test
    void aWorkerWithoutTheImagesIsNamed() {
        // The folder of the process, which is another one in each.
        String elsewhere = Trials.tiny(32).replaceAll("data: .*", "data: {dataset: folder, path: /proc/self/cwd/src}");
        assertThatThrownBy(() -> train(new LosingWorker(1, new int[0], -1), 2, elsewhere))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("worker 127.0.0.1 \\(executor \\d\\): .*data.path: found '/proc/self/cwd/src', expected an"
                        + " existing folder of images");
    }

    @Test
    void tooFewSlotsAreRefused() {
        assertThatThrownBy(() -> train(new LosingWorker(1, new int[0], -1), 3, Trials.tiny(32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("--workers: found 3", "at most the 2 tasks of 1 core");
    }

    private void train(WorkerTraining training, int workers, String experiment) {
        train(training, workers, experiment, new StopRequest());
    }

    private void train(WorkerTraining training, int workers, String experiment, StopRequest stop) {
        new SparkCluster(Trials.connection(), training).pretrain(
                new PretrainingTask("tiny.yaml", experiment, List.of(), folder.resolve("run"), false, workers),
                stop);
    }
}
