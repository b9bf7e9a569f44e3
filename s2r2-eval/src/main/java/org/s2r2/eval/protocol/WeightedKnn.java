package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.s2r2.eval.protocol.CosineSimilarities.RowConsumer;

/**
 * Weighted k-nearest-neighbour classification: each of the k training rows with the highest cosine similarity s gives
 * its class exp(s / T), and the class with the most is named (Wu et al., CVPR 2018, section 3.4, equation 8). Ties in
 * similarity go to the lower training index, ties in votes to the lower class. A row that is left out has similarity
 * -infinity: it comes last, and where k is all rows its weight is exp(-infinity) = 0.
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
        double[] votes = new double[classes];
        return (query, row) -> {
            long[] nearest = top.select(row);
            Arrays.fill(votes, 0);
            // Dividing all votes by the largest weight changes no comparison and keeps exp from overflowing.
            float largest = row[CosineSimilarities.index(nearest[0])];
            for (long key : nearest) {
                int index = CosineSimilarities.index(key);
                votes[trainClasses[index]] += Math.exp(((double) row[index] - largest) / settings.temperature());
            }
            right[query] = argmax(votes) == testClasses[query];
        };
    }

    /** The accuracy, when all queries have been seen. */
    double top1() {
        long count = IntStream.range(0, right.length).filter(i -> right[i]).count();
        return (double) count / right.length;
    }

    @Override
    public List<Figure> figures() {
        return List.of(Figure.of("kNN top-1", top1(), "top1"));
    }

    private static int argmax(double[] votes) {
        int best = 0;
        for (int c = 1; c < votes.length; c++) {
            if (votes[c] > votes[best]) {
                best = c;
            }
        }
        return best;
    }
}
