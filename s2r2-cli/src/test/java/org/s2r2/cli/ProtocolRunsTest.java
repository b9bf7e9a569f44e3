package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;
import org.s2r2.tensor.HostArray;

/** Encoders judged by what applies to their data: many labels an image, predefined folds, parts of the labels. */
@Tag("slow")
class ProtocolRunsTest {

    @TempDir
    Path folder;

    private Path run(String data) throws IOException {
        Path run = folder.resolve("run");
        Cli.run("pretrain", Inputs.tiny(folder), "--out", run, "--set", "data=" + data, "--set", "training.epochs=1",
                "--set", "training.batchSize=8").done();
        return run;
    }

    /** A clock in every third image, a sofa in every fourth of the training images and no cup in any test image. */
    private Path manyLabels() throws IOException {
        Path coco = folder.resolve("coco");
        Inputs.coco(coco, "train2017", IntStream.range(0, 24)
                .mapToObj(i -> IntStream.of(i % 3 == 0 ? 9 : 0, i % 4 == 0 ? 7 : 0, i == 5 ? 5 : 0)
                        .filter(id -> id > 0)
                        .toArray())
                .toArray(int[][]::new));
        Inputs.coco(coco, "val2017", new int[] {9}, new int[0], new int[] {7, 9}, new int[0], new int[] {7});
        return run("{dataset: coco, path: '" + coco + "'}");
    }

    private Path embed(Path run, String split) {
        Cli.run("embed", run, "--data", split, "--out", folder.resolve(split + ".npy"), "--labels-out",
                folder.resolve(split + "-labels.npy")).done();
        return folder.resolve(split + "-labels.npy");
    }

    @Test
    void imagesWithManyLabelsAreJudgedByMeanAveragePrecisionOverTheClassesOnBothSides() throws Exception {
        Path run = manyLabels();
        JsonNode all = Cli.run("evaluate", run, "--json").done().json();
        assertThat(all.fieldNames()).toIterable().containsExactly("multiLabel", "baselines");
        assertThat(all.get("multiLabel").fieldNames()).toIterable().containsExactly("map", "classes");
        assertThat(all.at("/multiLabel/classes").asInt()).isEqualTo(2);
        assertThat(all.at("/multiLabel/map").asDouble()).isBetween(0.0, 1.0);
        assertThat(all.at("/baselines/untrained").fieldNames()).toIterable().containsExactly("multiLabel");
        assertThat(all.at("/baselines/pixels/multiLabel/classes").asInt()).isEqualTo(2);
        assertThat(run.resolve("report.html")).content().contains("mAP, 2 classes", "raw pixels", "clock, sofa")
                .doesNotContain("top-1");

        Cli text = Cli.run("evaluate", run, "--protocol", "linear", "--no-baselines").done();
        assertThat(text.out()).containsPattern("trained +mAP, 2 classes +\\d+\\.\\d\\d %");
        JsonNode linear = Cli.run("evaluate", run, "--protocol", "linear", "--no-baselines", "--json").done().json();
        assertThat(linear.fieldNames()).toIterable().containsExactly("multiLabel");
        assertThat(linear.get("multiLabel")).isEqualTo(all.get("multiLabel"));
    }

    @Test
    void embedWritesWhatImagesHaveAsRowsOfZerosAndOnesAndScoreTakesThem() throws Exception {
        Path run = manyLabels();
        Path train = embed(run, "train");
        Path test = embed(run, "test");
        // Classes come in the order of the file: cup, clock, sofa.
        assertThat(Npy.readLabelSets(test)).isDeepEqualTo(new boolean[][] {
            {false, true, false}, {false, false, false}, {false, true, true}, {false, false, false},
            {false, false, true}
        });
        assertThat(Npy.readLabelSets(train)).hasDimensions(24, 3);
        JsonNode evaluated = Cli.run("evaluate", run, "--no-baselines", "--json").done().json();
        Object[] score = {"score", "--train", folder.resolve("train.npy"), "--train-labels", train, "--test",
            folder.resolve("test.npy"), "--test-labels", test, "--json", "--protocol", "all"};
        assertThat(Cli.run(score).done().json()).isEqualTo(evaluated);
        score[11] = "retrieval";
        Cli.run(score).refuses("'retrieval'", "linear or all", folder.resolve("train.npy"), "any number of labels");
        score[11] = "linear";
        Npy.write(test, new int[] {0, 1, 0, 1, 0});
        Cli.run(score).refuses(test, "shape (5,)", "(rows, classes)");
        Npy.write(test, new boolean[5][2]);
        Cli.run(score).refuses(folder.resolve("test.npy"), "2 classes", "expected 3");
    }

    @Test
    void protocolsForOneLabelAnImageAreRefusedForMany() throws Exception {
        Path run = manyLabels();
        for (String protocol : new String[] {"knn", "retrieval", "semi", "folds"}) {
            Cli.run("evaluate", run, "--protocol", protocol)
                    .refuses("'" + protocol + "'", "linear or all", "coco train of", "any number of labels an image");
        }
        Cli.run("quickstart", "--out", folder.resolve("quick"), "--set",
                "data={dataset: coco, path: '" + folder.resolve("coco") + "'}").refuses("any number of labels", "kNN");
        assertThat(folder.resolve("quick")).doesNotExist();
    }

    @Test
    void predefinedFoldsAreTrainedOnOneByOne() throws Exception {
        Path stl = Files.createDirectory(folder.resolve("stl"));
        Inputs.labelledStl10(stl, "train", 40);
        Inputs.labelledStl10(stl, "test", 30);
        Files.writeString(stl.resolve("fold_indices.txt"), IntStream.range(0, 10)
                .mapToObj(fold -> IntStream.range(0, 8)
                        .mapToObj(i -> String.valueOf((5 * fold + 3 * i) % 40))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n")));
        Path run = run("{dataset: stl10, path: '" + stl + "', trainOn: train}");
        JsonNode all = Cli.run("evaluate", run, "--json").done().json();
        assertThat(all.fieldNames()).toIterable()
                .containsExactly("knn", "linear", "retrieval", "semi", "folds", "baselines");
        JsonNode folds = all.get("folds");
        assertThat(folds.fieldNames()).toIterable().containsExactly("linear", "knn", "count");
        assertThat(folds.get("count").asInt()).isEqualTo(10);
        assertThat(run.resolve("report.html")).content(StandardCharsets.UTF_8).contains("linear, 10 folds", "kNN, 10 folds", " ± ");
        Cli text = Cli.run("evaluate", run, "--protocol", "folds", "--no-baselines").done();
        assertThat(text.out()).containsPattern("linear, 10 folds +\\d+\\.\\d\\d % ± \\d+\\.\\d\\d");

        requireFolds(folds, run);
    }

    /** Each fold's rows scored apart, by the embeddings of all training images. */
    private void requireFolds(JsonNode folds, Path run) throws IOException {
        int[] labels = Npy.readLabels(embed(run, "train"));
        Path testLabels = embed(run, "test");
        float[] values = Npy.readMatrix(folder.resolve("train.npy")).values();
        for (String protocol : new String[] {"linear", "knn"}) {
            double[] top1 = new double[10];
            for (int fold = 0; fold < 10; fold++) {
                int[] rows = new int[8];
                float[] part = new float[8 * 16];
                for (int i = 0; i < 8; i++) {
                    rows[i] = (5 * fold + 3 * i) % 40;
                    System.arraycopy(values, rows[i] * 16, part, i * 16, 16);
                }
                Npy.write(folder.resolve("part.npy"), HostArray.matrix(part, 8, 16));
                Npy.write(folder.resolve("part-labels.npy"), IntStream.of(rows).map(row -> labels[row]).toArray());
                top1[fold] = Cli.run("score", "--train", folder.resolve("part.npy"), "--train-labels",
                                folder.resolve("part-labels.npy"), "--test", folder.resolve("test.npy"),
                                "--test-labels", testLabels, "--protocol", protocol, "--json")
                        .done()
                        .json()
                        .at("/" + protocol + "/top1")
                        .asDouble();
            }
            double mean = IntStream.range(0, 10).mapToDouble(i -> top1[i]).average().orElseThrow();
            double squares = IntStream.range(0, 10).mapToDouble(i -> Math.pow(top1[i] - mean, 2)).sum();
            assertThat(folds.at("/" + protocol + "/mean").asDouble()).isCloseTo(mean, within(1e-12));
            assertThat(folds.at("/" + protocol + "/std").asDouble()).isCloseTo(Math.sqrt(squares / 9), within(1e-12));
        }
    }

    @Test
    void partsOfTheLabelsAreThoseThatTheConfigurationAsksFor() throws Exception {
        Path run = run("{dataset: shapes, images: 64, size: 24}");
        JsonNode semi = Cli.run("evaluate", run, "--protocol", "semi", "--no-baselines", "--json").done().json();
        assertThat(semi.toString()).matches(
                "\\{\"semi\":\\{\"1%\":\\{\"top1\":[\\d.E-]+},\"10%\":\\{\"top1\":[\\d.E-]+}}}");
        JsonNode whole = Cli.run("evaluate", run, "--set", "evaluation.labelFractions=[1]", "--no-baselines", "--json")
                .done()
                .json();
        assertThat(whole.at("/semi/100%/top1")).isEqualTo(whole.at("/linear/top1"));
        assertThat(run.resolve("report.html")).content().contains("linear, 100% labels");
        assertThat(JsonMapper.builder().build().readTree(run.resolve("evaluation.json").toFile())).isEqualTo(whole);
        Cli.run("evaluate", run, "--set", "evaluation.labelFractions=[0]")
                .refuses("evaluation.labelFractions", "[0]", "from 1.0E-6 to 1");
        Cli.run("evaluate", run, "--protocol", "folds").refuses("'folds'", "shapes", "no predefined folds");
    }
}
