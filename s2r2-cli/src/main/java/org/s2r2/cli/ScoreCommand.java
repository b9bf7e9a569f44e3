package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.MultiLabelSet;
import org.s2r2.experiment.RunEvaluation;
import org.s2r2.experiment.cluster.Cluster;
import org.s2r2.experiment.cluster.Cluster.SearchResult;
import org.s2r2.experiment.cluster.SearchTask;
import org.s2r2.npy.Npy;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "score",
        description = "Judges embeddings from .npy files, wherever they come from; or from Parquet files, on a cluster.",
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ScoreCommand.class);
    private static final String PARQUET = ".parquet";

    @Option(
            names = "--train",
            required = true,
            paramLabel = "X.npy|X.parquet",
            description = "Training embeddings [n, dim]; with --on a Parquet file, or a folder of them, with its labels.")
    private String train;

    @Option(
            names = "--train-labels",
            paramLabel = "Y.npy",
            description = "Their labels [n], or [n, classes] of 0 and 1 where a row has any number of them.")
    private Path trainLabels;

    @Option(
            names = "--test",
            required = true,
            paramLabel = "X.npy|X.parquet",
            description = "Test embeddings [m, dim], in the same form.")
    private String test;

    @Option(
            names = "--test-labels",
            paramLabel = "Y.npy",
            description = "Their labels, [m] or [m, classes].")
    private Path testLabels;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "knn, linear, retrieval, semi, or all that apply (the default). With --on knn, retrieval, all for"
                    + " these two, or none.")
    private String protocol;

    @Option(
            names = "--neighbours",
            paramLabel = "K",
            description = "With --on: how many of the nearest training rows of each test row --neighbours-out lists.")
    private Integer neighbours;

    @Option(
            names = "--neighbours-out",
            paramLabel = "N.npy",
            description = "With --on: where their numbers go, [m, K], nearest first; rows count from 0.")
    private Path neighboursOut;

    @Mixin
    private ClusterOptions on;

    @Mixin
    private LeaveOneOutOption leaveOneOut;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        if (on.asked()) {
            EvaluationResult found = search();
            results.print(found, Results.text("", found));
        } else {
            evaluate();
        }
        return 0;
    }

    private void evaluate() throws IOException {
        requireNoTable("--train", train);
        requireNoTable("--test", test);
        require(trainLabels != null, "--train-labels: found nothing, expected the labels of " + train);
        require(testLabels != null, "--test-labels: found nothing, expected the labels of " + test);
        require(neighbours == null && neighboursOut == null,
                "--neighbours: found without --on, expected it beside --on MASTER");
        EvaluationSettings settings = EvaluationSettings.defaults();
        EvaluationData data = new LabelFiles(trainLabels, testLabels).areSets()
                ? EvaluationData.of(
                        multiLabelSet(Path.of(train), trainLabels), multiLabelSet(Path.of(test), testLabels), settings.threads())
                : EvaluationData.of(
                        set(Path.of(train), trainLabels), List.of(), set(Path.of(test), testLabels), settings.threads());
        boolean same = same(data);
        if (same) {
            LOG.warn("{} and {} have the same rows: each is left out of its own neighbours, and the figures of linear probes"
                    + " are of rows that they were fitted on", train, test);
        }
        if (same || leaveOneOut.given()) {
            data = data.withLeaveOneOut();
        }
        EvaluationResult result = Evaluator.evaluate(
                Evaluator.choose(settings.protocols(), Set.of(protocol), data.name(), data.multiLabel(), false), data);
        Map<String, Object> json = new LinkedHashMap<>(result.tree());
        if (data.leaveOneOut()) {
            json.put(RunEvaluation.LEAVE_ONE_OUT, true);
        }
        results.print(json, Results.text("", result));
    }

    private EvaluationResult search() throws IOException {
        require(trainLabels == null && testLabels == null,
                "--train-labels and --test-labels: found beside --on, expected the labels in the Parquet files");
        require(!leaveOneOut.given(),
                "--leave-one-out: found beside --on, expected test rows of their own, as no row is left out on a cluster");
        require(protocol.equals("none") || !TablePlace.of(train).equals(TablePlace.of(test)),
                "--on: found test rows that are the training rows, expected others, as no row is left out on a cluster");
        require((neighbours == null) == (neighboursOut == null),
                "--neighbours and --neighbours-out: found one, expected both or none");
        require(neighbours == null || neighbours >= 1, "--neighbours: found " + neighbours + ", expected 1 or more");
        OutputFile.require("--neighbours-out", neighboursOut);
        SearchTask task = new SearchTask(train, test, protocol.equals("none") ? Set.of() : Set.of(protocol),
                neighbours == null ? 0 : neighbours);
        require(neighbours != null || !task.protocols().isEmpty(),
                "--protocol: found none, expected a protocol, or --neighbours");
        try (Cluster cluster = on.open()) {
            SearchResult found = cluster.search(task);
            if (neighboursOut != null) {
                Npy.write(neighboursOut, found.neighbours());
            }
            return found.figures();
        }
    }

    private static void requireNoTable(String option, String file) {
        require(!file.toLowerCase(Locale.ROOT).endsWith(PARQUET),
                option + ": found '" + file + "', expected a .npy file, or --on, with which Spark reads Parquet");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new InvalidInputException(message);
        }
    }

    private static boolean same(EvaluationData data) {
        return data.multiLabel()
                ? data.multiLabelTrain().features().equals(data.multiLabelTest().features())
                        && Arrays.deepEquals(data.multiLabelTrain().labels(), data.multiLabelTest().labels())
                : data.train().features().equals(data.test().features())
                        && Arrays.equals(data.train().labels(), data.test().labels());
    }

    private static FeatureSet set(Path features, Path labels) {
        return new FeatureSet(features.toString(), Npy.readMatrix(features), Npy.readLabels(labels));
    }

    private static MultiLabelSet multiLabelSet(Path features, Path labels) {
        return new MultiLabelSet(features.toString(), Npy.readMatrix(features), Npy.readLabelSets(labels));
    }
}
