package org.s2r2.eval.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A way to judge frozen features, by its name. What it finds depends on the features, the labels and its settings alone,
 * and not on the number of threads.
 *
 * <pre>{@code
 * EvaluationResult result = Evaluator.evaluate(List.of(Knn.k(200)), EvaluationData.of(train, test));
 * double top1 = result.value("knn", "top1");
 * }</pre>
 */
public interface Protocol {

    /** The name on the command line and in results, such as {@code knn}. */
    String name();

    /**
     * Judges features.
     *
     * @return at least one figure, each under another path
     * @throws org.s2r2.settings.InvalidInputException if the data cannot be judged in this way
     */
    List<Figure> evaluate(EvaluationData data);

    /**
     * Why the protocol does not apply to some data, as the end of a sentence that begins with "expected"; empty where it
     * applies. By default it applies to images with one label each.
     *
     * @param name what to call the data in messages
     * @param multiLabel whether the rows have any number of classes each
     * @param folds whether the rows have predefined folds
     */
    default Optional<String> refusal(String name, boolean multiLabel, boolean folds) {
        return multiLabel
                ? Optional.of("linear or all, as " + name + " has any number of labels an image")
                : Optional.empty();
    }

    /** The name of its results for some data, by default its own. */
    default String resultName(boolean multiLabel) {
        return name();
    }
}
