package org.s2r2.eval.protocol;

import java.util.stream.DoubleStream;

/** What protocols compute before they name it. */
final class ProtocolResults {

    private ProtocolResults() {}

    /**
     * @param top1 the fraction of test rows whose class is named rightly
     * @param strength the regularisation strength that was chosen on the held-out rows
     */
    record Linear(double top1, double strength) {}

    /**
     * @param map the mean over queries of average precision over the full ranking
     * @param recallAt1 the fraction of queries with a relevant row first
     * @param recallAt5 the fraction of queries with a relevant row among the first 5
     * @param recallAt10 the fraction of queries with a relevant row among the first 10
     * @param queries how many test rows were counted
     * @param leftOut how many test rows were left out because no training row has their class
     */
    record Retrieval(
            double map, double recallAt1, double recallAt5, double recallAt10, int queries, int leftOut) {}

    /**
     * Accuracies of classifiers that were trained on one fold each.
     *
     * @param linear of linear probes
     * @param knn of nearest neighbours
     * @param count how many folds
     */
    record Folds(MeanAndStd linear, MeanAndStd knn, int count) {}

    /**
     * @param mean the mean of some values
     * @param std their standard deviation, the root of the sum of squared deviations by one less than their number; 0
     *     for one value
     */
    record MeanAndStd(double mean, double std) {

        static MeanAndStd of(double... values) {
            double mean = DoubleStream.of(values).sum() / values.length;
            double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
            return new MeanAndStd(mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
        }
    }

    /**
     * @param map the mean over classes of the average precision of the test rows, ranked by the class's score
     * @param classes how many classes were counted: those with a positive among the training and among the test rows
     * @param strength the regularisation strength that was chosen on the held-out rows
     */
    record MultiLabel(double map, int classes, double strength) {}
}
