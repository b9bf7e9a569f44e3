package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.s2r2.cli.Inputs.TINY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;

class BadInputTest {

    @TempDir
    Path folder;

    private Cli pretrain(String yaml, Object... more) throws IOException {
        Object[] args = new Object[4 + more.length];
        args[0] = "pretrain";
        args[1] = Inputs.experiment(folder, yaml);
        args[2] = "--out";
        args[3] = folder.resolve("run");
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    private Path matrix(String name, int rows, int columns, double... values) throws IOException {
        Path file = folder.resolve(name);
        Npy.write(file, new NpyMatrix(rows, columns, values));
        return file;
    }

    private Path labels(String name, int... values) throws IOException {
        Path file = folder.resolve(name);
        Npy.write(file, values);
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "batchSize, batchSizes, training.batchSizes, batchSize",
        "learningRate, learnRate, optimizer.learnRate, learningRate",
        "temperature, temprature, objective.temprature, temperature",
        "images, imgs, data.imgs, images",
        "width, widht, encoder.widht, width",
        "hidden, hiden, encoder.head.hiden, hidden",
        "scale, scales, views.crops[0].scales, scale",
        "seed, sed, sed, seed"
    })
    void aMisspeltKeyIsNamedTogetherWithTheKnownOnes(String right, String wrong, String path, String known)
            throws Exception {
        pretrain(TINY.replaceFirst(right, wrong))
                .refuses("experiment.yaml", "unknown key " + path, "known here", known);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training.epochs=many | training.epochs | 'many' | a whole number from 1",
        "training.batchSize=1 | training.batchSize | 1 | from 2",
        "training.batchSize=65 | batchSize | 65 | 64 images",
        "training.microBatch=17 | training.microBatch | 17 | from 0 to 16",
        "training.microBatch=-1 | training.microBatch | -1 | from 0 to 16",
        "objective.name=smooth-pa | objective.name | 'smooth-pa' | smooth-ap",
        "objective.temperature=0 | objective.temperature | 0 | from 1.0E-4 to 10",
        "objective.query=maybe | objective.query | 'maybe' | excluded, included",
        "data.dataset=imagenet | data.dataset | 'imagenet' | cifar10, coco, folder, list, shapes, stl10",
        "encoder.backbone=vgg | encoder.backbone | 'vgg' | resnet18",
        "optimizer.name=adam | optimizer.name | 'adam' | adamw, lars, sgd",
        "views.crops=[] | views.crops | nothing | a list of crop groups",
        "views.crops.0.count=1 | views.crops | 1 view | 2 or more views",
        "views.crops.0.size=0 | views.crops[0].size | 0 | from 1 to 4096",
        "views.crops.3.size=8 | views.crops.3.size | 3 | a list of 1",
        "backend.name=tensorflow | backend.name | 'tensorflow' | djl",
        "backend.device=tpu | backend.device | 'tpu' | cpu, gpu",
        "training | --set | 'training' | key=value"
    })
    void aValueThatDoesNotFitIsNamedWithItsKeyAndWhatIsAllowed(String set, String key, String found, String allowed)
            throws Exception {
        pretrain(TINY, "--set", set).refuses(key, found, allowed);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void anUnknownBackendIsNamedTogetherWithTheKnownOnes() throws Exception {
        pretrain(TINY, "--backend", "theano").refuses("backend.name", "'theano'", "djl");
        Path rows = matrix("x.npy", 4, 1, 1, 1, 1, 1);
        Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 2, "--views", 2,
                        "--backend", "theano")
                .refuses("--backend", "'theano'", "djl, dl4j, host");
    }

    @Test
    void aMissingDataFolderIsNamed() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        for (String dataset : new String[] {"folder", "cifar10"}) {
            pretrain(TINY, "--set", String.format(Locale.ROOT, "data={dataset: %s, path: '%s'}", dataset, nowhere))
                    .refuses("data.path", nowhere, "an existing folder");
        }
        Cli.run("quickstart", "--data", nowhere, "--out", folder.resolve("run")).refuses("--data", nowhere);
    }

    @Test
    void quickstartRefusesImagesWithoutLabelsBeforeItTrains() throws Exception {
        Path images = folder.resolve("images");
        Inputs.jpegs(images, 4, 1);
        Path run = folder.resolve("run");
        Cli.run("quickstart", "--data", images, "--out", run).refuses(images, "no labels", "a sub-folder", "pretrain");
        assertThat(run).doesNotExist();
    }

    @Test
    void anEmptyFolderOfImagesIsNamed() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        pretrain(TINY, "--set", String.format(Locale.ROOT, "data={dataset: folder, path: '%s'}", empty))
                .refuses(empty, "no images", "expected pictures in it");
    }

    @Test
    void aMissingExperimentFileIsNamed() {
        Path missing = folder.resolve("missing.yaml");
        Cli.run("pretrain", missing).refuses(missing, "there is no such file", "experiment file in YAML");
        Cli.run("pretrain", folder).refuses(folder, "not a regular file", "experiment file in YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "/tmp/out", "..", "a/b"})
    void aNameThatLeadsOutOfTheFolderOfRunsIsRefused(String name) throws Exception {
        Path file = Inputs.experiment(folder, TINY);
        Cli.run("pretrain", file, "--set", "name=" + name).refuses("name: found '" + name + "'", "a folder in runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name: [tiny\n", "a: 1\n b: 2\n", "name: tiny\nname: again\n", "\tname: tiny\n", "@"})
    void aFileThatIsNoYamlIsNamedWithTheLine(String text) throws Exception {
        pretrain(text).refuses("experiment.yaml", "not YAML", "at line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text\n", "- a\n- list\n", "# a comment\n"})
    void aFileWithoutKeysIsNamed(String text) throws Exception {
        pretrain(text).refuses("experiment.yaml", "no keys", "an experiment file in YAML");
    }

    @Test
    void aSectionThatIsNoSectionIsNamed() throws Exception {
        pretrain(TINY, "--set", "training=5").refuses("training", "5", "a section of keys and values");
        pretrain(TINY, "--set", "views.crops=5").refuses("views.crops", "5", "a list of sections");
    }

    @Test
    void aRunFolderInUseIsNamedAndLeftAsItIs() throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        Path config = Files.writeString(run.resolve("config.yaml"), "name: other\n");
        pretrain(TINY).refuses(run, "holds a run already", "--resume", "--out");
        assertThat(config).hasContent("name: other");
        assertThat(run.resolve("metrics.jsonl")).doesNotExist();
    }

    @Test
    void aFolderWithoutARunIsNamed() throws Exception {
        for (String command : new String[] {"evaluate", "embed"}) {
            Object[] args = command.equals("embed")
                    ? new Object[] {command, folder, "--data", "test", "--out", folder.resolve("x.npy")}
                    : new Object[] {command, folder};
            Cli.run(args).refuses(folder, "no config.yaml", "the folder of a run");
        }
        pretrain(TINY, "--resume").refuses(folder.resolve("run"), "no checkpoint");
    }

    @Test
    void aBatchOfOneImageOrOneViewIsRefusedByLoss() throws Exception {
        Path rows = matrix("x.npy", 4, 1, 1, 1, 1, 1);
        Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 1, "--views", 4)
                .refuses("--images", "1 and 4", "2 or more");
        Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 4, "--views", 1)
                .refuses("--views", "4 and 1", "2 or more");
        Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 3, "--views", 2)
                .refuses(rows, "4 rows", "3 images x 2 views");
    }

    @Test
    void hyperparametersThatAnObjectiveDoesNotHaveAreRefusedByLoss() throws Exception {
        Path rows = matrix("x.npy", 4, 1, 1, 1, 1, 1);
        Object[] loss = {
            "loss", "--embeddings", rows, "--images", 2, "--views", 2, "--objective", "smooth-ap", "--set", ""
        };
        loss[10] = "marge=1";
        Cli.run(loss).refuses("--set", "unknown key marge", "candidates, form, margin, positiveViews, query, temperature");
        loss[10] = "temperature=hot";
        Cli.run(loss).refuses("--set", "temperature", "'hot'", "a number from 1.0E-4 to 10");
        loss[8] = "rank-me";
        Cli.run(loss).refuses("--objective", "'rank-me'", "smooth-ap");
    }

    @Test
    void weightsThatDoNotFitTheObjectiveOrTheEmbeddingsAreRefusedByLoss() throws Exception {
        Path rows = matrix("x.npy", 4, 2, 1, 0, 0, 1, 1, 0, 0, 1);
        Path prototypes = matrix("c.npy", 3, 1, 1, 1, 1);
        Object[] loss = {
            "loss", "--embeddings", rows, "--images", 2, "--views", 2, "--objective", "swav", "--set",
            "assigningViews=1", "--prototypes", prototypes
        };
        Cli.run(loss).refuses(prototypes, "[3, 1]", "[3, 2]");
        loss[10] = "prototypes=5";
        Cli.run(loss).refuses(prototypes, "[3, 1]", "[5, 2]");
        Cli.run(Arrays.copyOf(loss, 11)).refuses("--prototypes", "found nothing", "swav", "[prototypes, 2]");
        loss[8] = "nt-xent";
        loss[10] = "temperature=0.1";
        Cli.run(loss).refuses("--prototypes", "nt-xent has no weights");
        loss[11] = "--prototypes-gradient-out";
        Cli.run(loss).refuses("--prototypes-gradient-out", "nt-xent has no weights");
        loss[12] = folder;
        Cli.run(loss).refuses("--prototypes-gradient-out", folder, "a file in an existing folder");
    }

    @Test
    void valuesThatAreNotNumbersAreNamedByLossWithTheirRow() throws Exception {
        for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            Path rows = matrix("x.npy", 4, 2, 1, 0, 0, 1, 1, value, 0, 1);
            Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 2, "--views", 2)
                    .refuses(rows, "row 2", Double.isNaN(value) ? "NaN" : "infinite", "must be finite");
        }
    }

    private Cli score(Path train, Path trainLabels, Path test, Path testLabels, String protocol) {
        return Cli.run("score", "--train", train, "--train-labels", trainLabels, "--test", test, "--test-labels",
                testLabels, "--protocol", protocol);
    }

    @Test
    void valuesAndShapesThatScoreCannotUseAreNamedWithTheirFile() throws Exception {
        Path x = matrix("x.npy", 3, 2, 1, 0, 0, 1, 1, 1);
        Path y = labels("y.npy", 0, 1, 1);
        Path nan = matrix("nan.npy", 3, 2, 1, 0, Double.NaN, 1, 1, 1);
        Path wide = matrix("wide.npy", 3, 3, 1, 0, 0, 0, 1, 0, 1, 1, 1);
        Path strangers = labels("strangers.npy", 7, 8, 9);
        score(nan, y, x, y, "knn").refuses(nan, "row 1", "NaN", "must be finite");
        score(x, y, nan, y, "linear").refuses(nan, "row 1", "NaN", "must be finite");
        score(x, y, wide, y, "knn").refuses(wide, "3 values", "expected 2", x);
        score(x, labels("few.npy", 0, 1), x, y, "knn").refuses(x, "2 labels", "3 rows");
        score(x, labels("minus.npy", 0, -1, 1), x, y, "knn").refuses("minus.npy", "row 1", "-1");
        score(x, y, x, strangers, "retrieval").refuses(x, "labels", "at least one query");
        score(x, x, x, y, "knn").refuses(x, "floating-point", "whole numbers");
        score(x, y, x, y, "svm").refuses("protocol", "'svm'", "knn, linear, retrieval, semi, folds, all");
        Path none = folder.resolve("none.npy");
        score(none, y, x, y, "knn").refuses(none, "no such file", ".npy");
        Path text = Files.writeString(folder.resolve("text.npy"), "not numbers at all");
        score(text, y, x, y, "knn").refuses(text, "not a .npy file");
    }

    @Test
    void aResultThatCannotBeWrittenIsRefusedBeforeAnythingIsComputed() throws Exception {
        Path rows = matrix("x.npy", 4, 1, 1, 1, 1, 1);
        Path nowhere = folder.resolve("nowhere");
        for (Path out : new Path[] {nowhere.resolve("g.npy"), folder}) {
            Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 2, "--views", 2,
                            "--gradient-out", out)
                    .refuses("--gradient-out", out, "a file in an existing folder");
            Cli.run("embed", folder, "--data", "test", "--out", out)
                    .refuses("--out", out, "a file in an existing folder");
            Cli.run("embed", folder, "--data", "test", "--out", folder.resolve("x.npy"), "--labels-out", out)
                    .refuses("--labels-out", out, "a file in an existing folder");
        }
    }

    @Test
    void aRunFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Cli run = Cli.run("pretrain", Inputs.tiny(folder), "--out", file.resolve("run"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().startsWith("error: ").contains(file.toString());
        assertThat(run.err() + run.log()).doesNotContain("\tat ").doesNotContain("Exception");
    }
}
