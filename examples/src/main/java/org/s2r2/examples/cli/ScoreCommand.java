package org.s2r2.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.npy.Npy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "score",
        description = "Judges embeddings from .npy files, wherever they come from.",
        mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {

    @Option(names = "--train", required = true, paramLabel = "X.npy", description = "Training embeddings [n, dim].")
    private Path train;

    @Option(names = "--train-labels", required = true, paramLabel = "Y.npy", description = "Their labels [n].")
    private Path trainLabels;

    @Option(names = "--test", required = true, paramLabel = "X.npy", description = "Test embeddings [m, dim].")
    private Path test;

    @Option(names = "--test-labels", required = true, paramLabel = "Y.npy", description = "Their labels [m].")
    private Path testLabels;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "all",
            description = "knn, linear, retrieval or all (the default).")
    private String protocol;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        EvaluationResult result = Evaluator.evaluate(
                Protocol.parse(protocol),
                new FeatureSet(train.toString(), Npy.readMatrix(train), Npy.readLabels(trainLabels)),
                new FeatureSet(test.toString(), Npy.readMatrix(test), Npy.readLabels(testLabels)),
                EvaluationSettings.defaults());
        results.print(result, Results.text("", result));
        return 0;
    }
}
