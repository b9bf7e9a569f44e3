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
        new SparkCluster(Trials.connection(), training).pretrain(
                new PretrainingTask("tiny.yaml", experiment, List.of(), folder.resolve("run"), false, workers),
                new StopRequest());
    }
}
