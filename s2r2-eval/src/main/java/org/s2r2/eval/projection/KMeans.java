package org.s2r2.eval.projection;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.parallel.ParallelTasks;

/**
 * k-means by Lloyd's rounds from centres that k-means++ chooses (Arthur and Vassilvitskii, SODA 2007), each as the best of a few
 * candidates. Of many rows, 20,000 that are spread evenly decide the centres.
 */
public final class KMeans {

    private static final int MOST_ROWS = 20_000;
    private static final int ROUNDS = 50;
    private static final int BLOCK = 512;
    private static final int CANDIDATES = 4;

    private KMeans() {}

    /**
     * The cluster of every row. Clusters are numbered by their size, the largest first.
     *
     * @param row gives a row by its index; all have the same length
     * @param count how many clusters, at least 1; there are fewer where there are fewer different rows
     * @param threads the most threads
     */
    public static int[] of(int rows, IntFunction<float[]> row, int count, long seed, int threads) {
        if (rows == 0) {
            return new int[0];
        }
        int used = Math.min(rows, MOST_ROWS);
        IntFunction<float[]> sample = i -> row.apply((int) ((long) i * rows / used));
        double[][] centres = firstCentres(used, sample, count, SplitMix64.of(seed, 0, 0, 0));
        int[] previous = new int[0];
        for (int round = 0; round < ROUNDS; round++) {
            int[] clusters = assign(used, sample, centres, threads);
            if (Arrays.equals(clusters, previous)) {
                break;
            }
            moveToMeans(used, sample, clusters, centres);
            previous = clusters;
        }
        return bySize(assign(rows, row, centres, threads), centres.length);
    }

    private static double[][] firstCentres(int rows, IntFunction<float[]> row, int count, SplitMix64 random) {
        double[][] centres = new double[count][];
        double[] squared = new double[rows];
        Arrays.fill(squared, Double.MAX_VALUE);
        centres[0] = toDouble(row.apply(random.below(rows)));
        double sum = approach(rows, row, centres[0], squared, squared);
        for (int k = 1; k < count; k++) {
            if (sum == 0) {
                return Arrays.copyOf(centres, k);
            }
            double[] best = squared;
            double least = Double.MAX_VALUE;
            for (int candidate = 0; candidate < CANDIDATES; candidate++) {
                double[] centre = toDouble(row.apply(draw(squared, sum, random)));
                double[] nearer = new double[rows];
                double left = approach(rows, row, centre, squared, nearer);
                if (left < least) {
                    least = left;
                    best = nearer;
                    centres[k] = centre;
                }
            }
            squared = best;
            sum = least;
        }
        return centres;
    }

    /** Writes the squared distances to the nearest centre with one centre more, and gives their sum. */
    private static double approach(
            int rows, IntFunction<float[]> row, double[] centre, double[] squared, double[] nearer) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            nearer[i] = Math.min(squared[i], squaredDistance(row.apply(i), centre));
            sum += nearer[i];
        }
        return sum;
    }

    /** An index, with a probability in proportion to its weight. */
    private static int draw(double[] weights, double sum, SplitMix64 random) {
        double at = random.nextDouble() * sum;
        int index = 0;
        while (index < weights.length - 1 && at >= weights[index]) {
            at -= weights[index++];
        }
        return index;
    }

    private static int[] assign(int rows, IntFunction<float[]> row, double[][] centres, int threads) {
        int[] clusters = new int[rows];
        ParallelTasks.run((rows + BLOCK - 1) / BLOCK, threads, () -> block -> {
            for (int i = block * BLOCK; i < Math.min(rows, (block + 1) * BLOCK); i++) {
                clusters[i] = nearest(row.apply(i), centres);
            }
        });
        return clusters;
    }

    private static int nearest(float[] row, double[][] centres) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int k = 0; k < centres.length; k++) {
            double squared = squaredDistance(row, centres[k]);
            if (squared < least) {
                least = squared;
                nearest = k;
            }
        }
        return nearest;
    }

    /** A centre without rows stays where it is. */
    private static void moveToMeans(int rows, IntFunction<float[]> row, int[] clusters, double[][] centres) {
        double[][] sums = new double[centres.length][centres[0].length];
        int[] counts = new int[centres.length];
        for (int i = 0; i < rows; i++) {
            float[] one = row.apply(i);
            double[] sum = sums[clusters[i]];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += one[d];
            }
            counts[clusters[i]]++;
        }
        for (int k = 0; k < centres.length; k++) {
            for (int d = 0; d < centres[k].length && counts[k] > 0; d++) {
                centres[k][d] = sums[k][d] / counts[k];
            }
        }
    }

    private static int[] bySize(int[] clusters, int count) {
        int[] sizes = new int[count];
        Arrays.stream(clusters).forEach(cluster -> sizes[cluster]++);
        int[] numbers = new int[count];
        for (int k = 0; k < count; k++) {
            for (int other = 0; other < count; other++) {
                if (sizes[other] > sizes[k] || sizes[other] == sizes[k] && other < k) {
                    numbers[k]++;
                }
            }
        }
        return Arrays.stream(clusters).map(cluster -> numbers[cluster]).toArray();
    }

    private static double squaredDistance(float[] row, double[] centre) {
        double sum = 0;
        for (int d = 0; d < centre.length; d++) {
            double difference = row[d] - centre[d];
            sum += difference * difference;
        }
        return sum;
    }

    private static double[] toDouble(float[] row) {
        double[] copy = new double[row.length];
        Arrays.setAll(copy, d -> row[d]);
        return copy;
    }
}
