package org.s2r2.eval.protocol;

import java.util.Set;
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
     * @param train the rows that vote, fit and are retrieved
     * @param test the rows that are classified, and the queries
     * @throws InvalidInputException if the sets differ in dim, or retrieval is asked for and no test row's class occurs
     *     in the training rows
     */
    public static EvaluationResult evaluate(
            Set<Protocol> protocols, FeatureSet train, FeatureSet test, EvaluationSettings settings) {
        if (train.dim() != test.dim()) {
            throw new InvalidInputException(test.name() + ": rows of " + test.dim() + " values, expected "
                    + train.dim() + " as in " + train.name());
        }
        CosineSimilarities similarities = protocols.contains(Protocol.KNN) || protocols.contains(Protocol.RETRIEVAL)
                ? new CosineSimilarities(train.features(), test.features())
                : null;
        return new EvaluationResult(
                protocols.contains(Protocol.KNN)
                        ? WeightedKnn.evaluate(similarities, train, test, settings.knn(), settings.threads())
                        : null,
                protocols.contains(Protocol.LINEAR)
                        ? LinearProbe.evaluate(train, test, settings.linear(), settings.threads())
                        : null,
                protocols.contains(Protocol.RETRIEVAL)
                        ? Retrieval.evaluate(similarities, train, test, settings.threads())
                        : null);
    }
}
