package org.s2r2.eval.protocol;

import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.eval.protocol.CosineSimilarities.RowConsumer;

/**
 * Weighted k-nearest-neighbour classification by the {@link KnnVote} of the k training rows with the highest cosine
 * similarity. Ties in similarity go to the lower training index. A row that is left out has similarity -infinity: it comes
 * last, and where k is all rows its weight is exp(-infinity) = 0.
 */
final class WeightedKnn implements SimilarityProtocol.View {

    private final Knn settings;
    private final int classes;
    private final int[] trainClasses;
    private final int[] testClasses;
    private final boolean[] right;

    WeightedKnn(FeatureSet train, FeatureSet test, Knn settings) {
        this.settings = settings;
        int[] labels = train.classes();
        classes = labels.length;
        trainClasses = train.classIndices(labels);
        testClasses = test.classIndices(labels);
        right = new boolean[test.rows()];
    }

    @Override
    public RowConsumer get() {
        TopK top = new TopK(Math.min(settings.k(), trainClasses.length));
        KnnVote vote = new KnnVote(settings, classes);
        return (query, row) -> {
            long[] nearest = top.select(row);
            int named = vote.of(nearest.length, i -> row[CosineSimilarities.index(nearest[i])],
                    i -> trainClasses[CosineSimilarities.index(nearest[i])]);
            right[query] = named == testClasses[query];
        };
    }

    /** The accuracy, when all queries have been seen. */
    double top1() {
        long count = IntStream.range(0, right.length).filter(i -> right[i]).count();
        return (double) count / right.length;
    }

    @Override
    public List<Figure> figures() {
        return KnnVote.figures(top1());
    }
}
