package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.s2r2.npy.Npy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "score",
        description = "Judges embeddings from .npy files, wherever they come from.",
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ScoreCommand.class);

    @Option(names = "--train", required = true, paramLabel = "X.npy", description = "Training embeddings [n, dim].")
    private Path train;

    @Option(
            names = "--train-labels",
            required = true,
            paramLabel = "Y.npy",
            description = "Their labels [n], or [n, classes] of 0 and 1 where a row has any number of them.")
    private Path trainLabels;

    @Option(names = "--test", required = true, paramLabel = "X.npy", description = "Test embeddings [m, dim].")
    private Path test;

    @Option(
            names = "--test-labels",
            required = true,
            paramLabel = "Y.npy",
            description = "Their labels, [m] or [m, classes].")
    private Path testLabels;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "knn, linear, retrieval, semi, or all that apply (the default).")
    private String protocol;

    @Mixin
    private LeaveOneOutOption leaveOneOut;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        EvaluationSettings settings = EvaluationSettings.defaults();
        EvaluationData data = new LabelFiles(trainLabels, testLabels).areSets()
                ? EvaluationData.of(
                        multiLabelSet(train, trainLabels), multiLabelSet(test, testLabels), settings.threads())
                : EvaluationData.of(set(train, trainLabels), List.of(), set(test, testLabels), settings.threads());
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
        return 0;
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
