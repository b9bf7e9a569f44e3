package org.s2r2.eval.protocol;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.s2r2.eval.protocol.CosineSimilarities.RowConsumer;
import org.s2r2.settings.InvalidInputException;

/**
 * Ranks all training rows by cosine similarity to each test row; a training row is relevant if it has the same label.
 * Ties in similarity go to the lower training index. Recall at k is the fraction of queries with a relevant row among
 * the first k. Queries without any relevant row are left out. A query's own row, where test rows are training rows too, has
 * similarity -infinity and is not relevant: it comes last, and changes no figure.
 */
final class RetrievalRanking implements SimilarityProtocol.View {

    private final EvaluationData data;
    private final FeatureSet train;
    private final FeatureSet test;
    private final double[] averagePrecision;
    private final int[] firstRank;

    RetrievalRanking(EvaluationData data) {
        this.data = data;
        train = data.train();
        test = data.test();
        averagePrecision = new double[test.rows()];
        firstRank = new int[test.rows()];
    }

    @Override
    public RowConsumer get() {
        int[] trainLabels = train.labels();
        RankSort sort = new RankSort(train.rows());
        return (query, row) -> {
            int[] ranking = sort.ranking(row);
            int label = test.labels()[query];
            int own = data.ownRow(query);
            IntPredicate relevant = index -> trainLabels[index] == label && index != own;
            averagePrecision[query] = AveragePrecision.of(ranking, relevant);
            int first = 1;
            while (first <= ranking.length && !relevant.test(ranking[first - 1])) {
                first++;
            }
            firstRank[query] = first <= ranking.length ? first : 0;
        };
    }

    /**
     * The figures, when all queries have been seen.
     *
     * @throws InvalidInputException if none has a relevant row
     */
    ProtocolResults.Retrieval result() {
        return result((data.leaveOneOut() ? "another row of " : "") + train.name(), test.name(), averagePrecision, firstRank);
    }

    static ProtocolResults.Retrieval result(String train, String test, double[] averagePrecision, int[] firstRank) {
        // A first rank of 0 is that of a query without a relevant row.
        int queries = (int) IntStream.of(firstRank).filter(rank -> rank > 0).count();
        if (queries == 0) {
            throw new InvalidInputException(test + ": none of its labels occurs in " + train
                    + ", expected at least one query with a relevant row");
        }
        double sum = 0;
        for (double precision : averagePrecision) {
            sum += precision;
        }
        return new ProtocolResults.Retrieval(
                sum / queries,
                recall(firstRank, 1, queries),
                recall(firstRank, 5, queries),
                recall(firstRank, 10, queries),
                queries,
                firstRank.length - queries);
    }

    @Override
    public List<Figure> figures() {
        return figures(result());
    }

    static List<Figure> figures(ProtocolResults.Retrieval found) {
        return List.of(
                Figure.of("retrieval mAP", found.map(), "map"),
                Figure.of("recall@1", found.recallAt1(), "recallAt1"),
                Figure.of("recall@5", found.recallAt5(), "recallAt5"),
                Figure.of("recall@10", found.recallAt10(), "recallAt10"));
    }

    private static double recall(int[] firstRank, int k, int queries) {
        return (double) IntStream.of(firstRank).filter(rank -> rank > 0 && rank <= k).count() / queries;
    }
}
