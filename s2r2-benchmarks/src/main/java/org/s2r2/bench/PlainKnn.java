package org.s2r2.bench;

import java.util.Comparator;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Knn;

/**
 * kNN as its definition says: for each query one cosine after the other, in double precision, all training rows sorted
 * by it, and the votes of the first k. Labels have to count from 0.
 */
final class PlainKnn {

    private final float[] train;
    private final float[] test;
    private final int dim;
    private final int[] trainLabels;
    private final int[] testLabels;
    private final Knn settings;

    PlainKnn(FeatureSet train, FeatureSet test, Knn settings) {
        this.train = train.features().values();
        this.test = test.features().values();
        this.dim = train.dim();
        this.trainLabels = train.labels();
        this.testLabels = test.labels();
        this.settings = settings;
    }

    double top1(int threads) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            long right = pool.submit(() -> IntStream.range(0, testLabels.length)
                            .parallel()
                            .filter(query -> classOf(query) == testLabels[query])
                            .count())
                    .join();
            return (double) right / testLabels.length;
        } finally {
            pool.shutdown();
        }
    }

    private int classOf(int query) {
        double[] similarity = new double[trainLabels.length];
        for (int row = 0; row < similarity.length; row++) {
            double product = dot(test, query, train, row);
            double squares = dot(test, query, test, query) * dot(train, row, train, row);
            similarity[row] = squares == 0 ? 0 : product / Math.sqrt(squares);
        }
        double[] votes = new double[IntStream.of(trainLabels).max().orElseThrow() + 1];
        // The sort is stable, so that ties stay in the order of rows.
        IntStream.range(0, similarity.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -similarity[row]))
                .limit(settings.k())
                .forEach(row -> votes[trainLabels[row]] += Math.exp((similarity[row] - 1) / settings.temperature()));
        return IntStream.range(0, votes.length).reduce(0, (best, c) -> votes[c] > votes[best] ? c : best);
    }

    private double dot(float[] a, int aRow, float[] b, int bRow) {
        double sum = 0;
        for (int k = 0; k < dim; k++) {
            sum += (double) a[aRow * dim + k] * b[bRow * dim + k];
        }
        return sum;
    }
}
