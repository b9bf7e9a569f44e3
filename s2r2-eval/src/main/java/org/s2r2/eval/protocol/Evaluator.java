package org.s2r2.eval.protocol;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.s2r2.settings.InvalidInputException;

/**
 * Runs protocols on frozen features. Results depend on the features, the labels and the settings alone, and not on the
 * number of threads.
 *
 * <pre>{@code
 * EvaluationResult result =
 *         Evaluator.evaluate(Protocol.parse("all"), train, test, EvaluationSettings.defaults());
 * double top1 = result.knn().top1();
 * }</pre>
 */
public final class Evaluator {

    private Evaluator() {}

    /**
     * Judges features of rows with one class each, without predefined folds.
     *
     * @param protocols all of them for all that apply
     * @param train the rows that vote, fit and are retrieved
     * @param test the rows that are classified, and the queries
     * @throws InvalidInputException if the sets differ in dim, a protocol does not apply, or retrieval is asked for and
     *     no test row's class occurs in the training rows
     */
    public static EvaluationResult evaluate(
            Set<Protocol> protocols, FeatureSet train, FeatureSet test, EvaluationSettings settings) {
        return evaluate(protocols, train, List.of(), test, settings);
    }

    /**
     * Judges features of rows with one class each.
     *
     * @param folds the training rows of each predefined fold; empty where there are none
     * @throws InvalidInputException as the other method
     */
    public static EvaluationResult evaluate(
            Set<Protocol> protocols,
            FeatureSet train,
            List<int[]> folds,
            FeatureSet test,
            EvaluationSettings settings) {
        requireWidth(train.name(), train.dim(), test.name(), test.dim());
        Set<Protocol> asked = Protocol.applicable(protocols, train.name(), false, !folds.isEmpty());
        WeightedKnn knn = asked.contains(Protocol.KNN) ? new WeightedKnn(train, test, settings.knn()) : null;
        Retrieval retrieval = asked.contains(Protocol.RETRIEVAL) ? new Retrieval(train, test) : null;
        if (knn != null || retrieval != null) {
            new CosineSimilarities(train.features(), test.features(), settings.threads())
                    .forEachQuery(Stream.of(knn, retrieval).filter(Objects::nonNull).toList());
        }
        return new EvaluationResult(
                knn == null ? null : knn.result(),
                asked.contains(Protocol.LINEAR)
                        ? LinearProbe.evaluate(train, test, settings.linear(), settings.threads())
                        : null,
                retrieval == null ? null : retrieval.result(),
                asked.contains(Protocol.SEMI) ? LabelFractions.evaluate(train, test, settings) : null,
                asked.contains(Protocol.FOLDS) ? TrainingFolds.evaluate(train, folds, test, settings) : null,
                null);
    }

    /**
     * Judges features of rows with any number of classes each, to which only the linear protocol applies.
     *
     * @throws InvalidInputException if the sets differ in dim or in the number of classes, a protocol does not apply,
     *     or no class occurs in both
     */
    public static EvaluationResult evaluate(
            Set<Protocol> protocols, MultiLabelSet train, MultiLabelSet test, EvaluationSettings settings) {
        requireWidth(train.name(), train.dim(), test.name(), test.dim());
        if (train.classes() != test.classes()) {
            throw new InvalidInputException(test.name() + ": labels of " + test.classes() + " classes, expected "
                    + train.classes() + " as in " + train.name());
        }
        Protocol.applicable(protocols, train.name(), true, false);
        return new EvaluationResult(null, null, null, null, null,
                MultiLabelProbe.evaluate(train, test, settings.linear(), settings.threads()));
    }

    private static void requireWidth(String train, int trainDim, String test, int testDim) {
        if (trainDim != testDim) {
            throw new InvalidInputException(
                    test + ": rows of " + testDim + " values, expected " + trainDim + " as in " + train);
        }
    }
}
