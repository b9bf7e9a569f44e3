package org.s2r2.eval.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the protocols found. As JSON it is {@code {"knn": {"top1"}, "linear": {"top1"}, "retrieval": {"map",
 * "recallAt1", "recallAt5", "recallAt10"}}}, without the protocols that were not asked for. Accuracies, recall and
 * average precision are fractions from 0 to 1.
 *
 * @param knn null where it was not asked for
 * @param linear null where it was not asked for
 * @param retrieval null where it was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationResult(Knn knn, Linear linear, Retrieval retrieval) {

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
}
