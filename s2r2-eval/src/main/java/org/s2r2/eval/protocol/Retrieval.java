package org.s2r2.eval.protocol;

import java.util.stream.IntStream;
import org.s2r2.settings.InvalidInputException;

/**
 * Ranks all training rows by cosine similarity to each test row; a training row is relevant if it has the same label.
 * Average precision is the mean over the relevant rows of (relevant rows up to and with it) / (its rank) (Manning,
 * Raghavan and Schuetze, "Introduction to Information Retrieval", 2008, section 8.4). Ties in similarity go to the
 * lower training index. Recall at k is the fraction of queries with a relevant row among the first k. Queries without
 * any relevant row are left out.
 */
final class Retrieval {

    private Retrieval() {}

    static EvaluationResult.Retrieval evaluate(
            CosineSimilarities similarities, FeatureSet train, FeatureSet test, int threads) {
        int[] trainLabels = train.labels();
        int[] testLabels = test.labels();
        double[] averagePrecision = new double[test.rows()];
        int[] firstRank = new int[test.rows()];
        similarities.forEachQuery(threads, () -> {
            RankSort sort = new RankSort(train.rows());
            return (query, row) -> {
                int[] ranking = sort.ranking(row);
                int label = testLabels[query];
                int relevant = 0;
                double precisions = 0;
                for (int rank = 1; rank <= ranking.length; rank++) {
                    if (trainLabels[ranking[rank - 1]] == label) {
                        relevant++;
                        precisions += (double) relevant / rank;
                        if (relevant == 1) {
                            firstRank[query] = rank;
                        }
                    }
                }
                averagePrecision[query] = relevant == 0 ? 0 : precisions / relevant;
            };
        });
        // A first rank of 0 is that of a query without a relevant row.
        int queries = (int) IntStream.of(firstRank).filter(rank -> rank > 0).count();
        if (queries == 0) {
            throw new InvalidInputException(test.name() + ": none of its labels occurs in " + train.name()
                    + ", expected at least one query with a relevant row");
        }
        double sum = 0;
        for (double precision : averagePrecision) {
            sum += precision;
        }
        return new EvaluationResult.Retrieval(
                sum / queries,
                recall(firstRank, 1, queries),
                recall(firstRank, 5, queries),
                recall(firstRank, 10, queries),
                queries,
                test.rows() - queries);
    }

    private static double recall(int[] firstRank, int k, int queries) {
        return (double) IntStream.of(firstRank).filter(rank -> rank > 0 && rank <= k).count() / queries;
    }
}
