package org.s2r2.eval.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.s2r2.tensor.HostArray;

/** The protocols written down once more, in double precision and without any thought for speed. */
final class BruteForce {

    private BruteForce() {}

    record Ranked(int index, double similarity) {}

    private static int none(int query) {
        return -1;
    }

    /** @param own for a query the training row that is left out, -1 for none */
    private static List<Ranked> ranking(FeatureSet train, FeatureSet test, int query, IntUnaryOperator own) {
        List<Ranked> ranking = new ArrayList<>();
        for (int i = 0; i < train.rows(); i++) {
            if (i == own.applyAsInt(query)) {
                continue;
            }
            ranking.add(new Ranked(i, cosine(row(test, query), row(train, i))));
        }
        ranking.sort(Comparator.comparingDouble((Ranked r) -> -r.similarity()).thenComparingInt(Ranked::index));
        return ranking;
    }

    static double knn(FeatureSet train, FeatureSet test, int k, double temperature) {
        return knn(train, test, k, temperature, BruteForce::none);
    }

    static double knn(FeatureSet train, FeatureSet test, int k, double temperature, IntUnaryOperator own) {
        int right = 0;
        for (int q = 0; q < test.rows(); q++) {
            TreeMap<Integer, Double> votes = new TreeMap<>();
            ranking(train, test, q, own).stream().limit(k).forEach(near -> votes.merge(
                    train.labels()[near.index()], Math.exp(near.similarity() / temperature), Double::sum));
            double most = votes.values().stream().mapToDouble(v -> v).max().orElseThrow();
            int named = votes.keySet().stream().filter(c -> votes.get(c) == most).findFirst().orElseThrow();
            right += named == test.labels()[q] ? 1 : 0;
        }
        return (double) right / test.rows();
    }

    /** map, recall at 1, 5 and 10, queries counted. */
    static double[] retrieval(FeatureSet train, FeatureSet test) {
        return retrieval(train, test, BruteForce::none);
    }

    static double[] retrieval(FeatureSet train, FeatureSet test, IntUnaryOperator own) {
        double[] sums = new double[5];
        for (int q = 0; q < test.rows(); q++) {
            int label = test.labels()[q];
            List<Boolean> relevant =
                    ranking(train, test, q, own).stream().map(r -> train.labels()[r.index()] == label).toList();
            if (!relevant.contains(true)) {
                continue;
            }
            List<Double> precisions = new ArrayList<>();
            for (int rank = 1; rank <= relevant.size(); rank++) {
                if (relevant.get(rank - 1)) {
                    long upToHere = relevant.subList(0, rank).stream().filter(r -> r).count();
                    precisions.add((double) upToHere / rank);
                }
            }
            sums[0] += precisions.stream().mapToDouble(p -> p).average().orElseThrow();
            int[] depths = {1, 5, 10};
            for (int d = 0; d < 3; d++) {
                sums[1 + d] += relevant.subList(0, Math.min(depths[d], relevant.size())).contains(true) ? 1 : 0;
            }
            sums[4]++;
        }
        for (int i = 0; i < 4; i++) {
            sums[i] /= sums[4];
        }
        return sums;
    }

    static double[] row(FeatureSet set, int row) {
        double[] values = new double[set.dim()];
        for (int k = 0; k < values.length; k++) {
            values[k] = set.features().values()[row * values.length + k];
        }
        return values;
    }

    /** Gaussian clusters, one a class, with labels 3, 4, ... */
    static FeatureSet clusters(String name, int rows, int dim, int classes, double noise, long seed) {
        Random centres = new Random(7);
        double[][] centre = new double[classes][dim];
        for (double[] c : centre) {
            for (int k = 0; k < dim; k++) {
                c[k] = centres.nextGaussian();
            }
        }
        Random random = new Random(seed);
        float[] values = new float[rows * dim];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            int c = random.nextInt(classes);
            labels[i] = 3 + c;
            for (int k = 0; k < dim; k++) {
                values[i * dim + k] = (float) (centre[c][k] + noise * random.nextGaussian());
            }
        }
        return new FeatureSet(name, HostArray.matrix(values, rows, dim), labels);
    }

    static FeatureSet set(int[] labels, float... values) {
        return new FeatureSet(HostArray.matrix(values, labels.length, values.length / labels.length), labels);
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            product += a[k] * b[k];
            aa += a[k] * a[k];
            bb += b[k] * b[k];
        }
        return aa == 0 || bb == 0 ? 0 : product / Math.sqrt(aa) / Math.sqrt(bb);
    }
}
