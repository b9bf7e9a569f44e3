package org.s2r2.eval.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What the protocols found. As JSON it is
 *
 * <pre>
 * {"knn": {"top1"},
 *  "linear": {"top1"},
 *  "retrieval": {"map", "recallAt1", "recallAt5", "recallAt10"},
 *  "semi": {"1%": {"top1"}, "10%": {"top1"}},
 *  "folds": {"linear": {"mean", "std"}, "knn": {"mean", "std"}, "count"},
 *  "multiLabel": {"map", "classes"}}
 * </pre>
 *
 * without what was not asked for or does not apply. Accuracies, recall and average precision are fractions from 0 to 1.
 *
 * @param knn null where it was not measured
 * @param linear null where it was not measured
 * @param retrieval null where it was not measured
 * @param semi by the fraction of the training labels as text; null where it was not measured
 * @param folds null where it was not measured
 * @param multiLabel the linear probe of rows with any number of classes; null where it was not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationResult(
        Knn knn, Linear linear, Retrieval retrieval, Map<String, Linear> semi, Folds folds, MultiLabel multiLabel) {

    public EvaluationResult {
        semi = semi == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(semi));
    }

    /**
     * One figure of a result, for tables.
     *
     * @param name such as {@code kNN top-1}
     * @param value a fraction from 0 to 1
     * @param std its standard deviation over folds; 0 where it is no mean over folds
     */
    public record Figure(String name, double value, double std) {}

    /** All figures that were measured, in the order in which tables show them. */
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        if (knn != null) {
            figures.add(new Figure("kNN top-1", knn.top1, 0));
        }
        if (linear != null) {
            figures.add(new Figure("linear top-1", linear.top1, 0));
        }
        if (retrieval != null) {
            figures.add(new Figure("retrieval mAP", retrieval.map, 0));
            figures.add(new Figure("recall@1", retrieval.recallAt1, 0));
            figures.add(new Figure("recall@5", retrieval.recallAt5, 0));
            figures.add(new Figure("recall@10", retrieval.recallAt10, 0));
        }
        if (semi != null) {
            semi.forEach((part, probe) -> figures.add(new Figure("linear, " + part + " labels", probe.top1, 0)));
        }
        if (folds != null) {
            figures.add(new Figure("linear, " + folds.count + " folds", folds.linear.mean, folds.linear.std));
            figures.add(new Figure("kNN, " + folds.count + " folds", folds.knn.mean, folds.knn.std));
        }
        if (multiLabel != null) {
            figures.add(new Figure("mAP, " + multiLabel.classes + " classes", multiLabel.map, 0));
        }
        return figures;
    }

    /**
     * @param top1 the fraction of test rows whose class is named rightly
     */
    public record Knn(double top1) {}

    /**
     * @param top1 the fraction of test rows whose class is named rightly
     * @param strength the regularisation strength that was chosen on the held-out rows; not part of the JSON
     */
    @JsonIgnoreProperties("strength")
    public record Linear(double top1, double strength) {}

    /**
     * @param map the mean over queries of average precision over the full ranking
     * @param recallAt1 the fraction of queries with a relevant row first
     * @param recallAt5 the fraction of queries with a relevant row among the first 5
     * @param recallAt10 the fraction of queries with a relevant row among the first 10
     * @param queries how many test rows were counted; not part of the JSON
     * @param leftOut how many test rows were left out because no training row has their class; not part of the JSON
     */
    @JsonIgnoreProperties({"queries", "leftOut"})
    public record Retrieval(
            double map, double recallAt1, double recallAt5, double recallAt10, int queries, int leftOut) {}

    /**
     * Accuracies of classifiers that were trained on one fold each.
     *
     * @param linear of linear probes
     * @param knn of nearest neighbours
     * @param count how many folds
     */
    public record Folds(MeanAndStd linear, MeanAndStd knn, int count) {}

    /**
     * @param mean the mean of some values
     * @param std their standard deviation, the root of the sum of squared deviations by one less than their number; 0
     *     for one value
     */
    public record MeanAndStd(double mean, double std) {

        static MeanAndStd of(double... values) {
            double mean = DoubleStream.of(values).sum() / values.length;
            double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
            return new MeanAndStd(mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
        }
    }

    /**
     * @param map the mean over classes of the average precision of the test rows, ranked by the class's score
     * @param classes how many classes were counted: those with a positive among the training and among the test rows
     * @param strength the regularisation strength that was chosen on the held-out rows; not part of the JSON
     */
    @JsonIgnoreProperties("strength")
    public record MultiLabel(double map, int classes, double strength) {}
}
