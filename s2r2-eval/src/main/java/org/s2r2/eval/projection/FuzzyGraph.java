package org.s2r2.eval.projection;

import java.util.Arrays;

/**
 * UMAP's symmetric graph (McInnes et al., arXiv 1802.03426, section 3.1). The weight from row i to its neighbour j is
 * exp(-(d_ij - rho_i) / sigma_i), where rho_i is the distance of the nearest neighbour and sigma_i makes the weights of a row
 * add up to log2(degree); an edge then weighs a + b - a b, with a and b the weights of both directions.
 *
 * @param offsets [rows + 1]: the edges of row i are those from offsets[i] to before offsets[i + 1]
 * @param ends the other row of each edge; every edge stands with both of its rows
 * @param weights above 0, at most 1
 */
record FuzzyGraph(int[] offsets, int[] ends, float[] weights) {

    private static final int SEARCH_STEPS = 64;

    static FuzzyGraph of(NeighbourGraph graph) {
        int rows = graph.rows();
        int degree = graph.degree();
        float[] directed = new float[rows * degree];
        for (int row = 0; row < rows; row++) {
            weigh(graph.distances(), row * degree, degree, directed);
        }
        int[] offsets = new int[rows + 1];
        for (int edge = 0; edge < directed.length; edge++) {
            offsets[edge / degree + 1]++;
            offsets[graph.neighbours()[edge] + 1]++;
        }
        Arrays.parallelPrefix(offsets, Integer::sum);
        // An entry is the other row in the upper half and the weight's bits in the lower half, so that sorting groups by row.
        long[] entries = new long[offsets[rows]];
        int[] next = Arrays.copyOf(offsets, rows);
        for (int edge = 0; edge < directed.length; edge++) {
            int from = edge / degree;
            int to = graph.neighbours()[edge];
            int bits = Float.floatToIntBits(directed[edge]);
            entries[next[from]++] = (long) to << 32 | bits;
            entries[next[to]++] = (long) from << 32 | bits;
        }
        return merge(offsets, entries);
    }

    private static FuzzyGraph merge(int[] offsets, long[] entries) {
        int rows = offsets.length - 1;
        int[] starts = new int[rows + 1];
        int[] ends = new int[entries.length];
        float[] weights = new float[entries.length];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            Arrays.sort(entries, offsets[row], offsets[row + 1]);
            for (int i = offsets[row]; i < offsets[row + 1]; i++) {
                int end = (int) (entries[i] >> 32);
                float weight = Float.intBitsToFloat((int) entries[i]);
                if (count > starts[row] && ends[count - 1] == end) {
                    weights[count - 1] += weight - weights[count - 1] * weight;
                } else if (end != row && weight > 0) {
                    ends[count] = end;
                    weights[count++] = weight;
                }
            }
            starts[row + 1] = count;
        }
        return new FuzzyGraph(starts, Arrays.copyOf(ends, count), Arrays.copyOf(weights, count));
    }

    private static void weigh(float[] distances, int from, int degree, float[] weights) {
        double nearest = distances[from];
        double wanted = Math.max(1, Math.log(degree) / Math.log(2));
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double sigma = 1;
        for (int step = 0; step < SEARCH_STEPS; step++) {
            double sum = 0;
            for (int i = 0; i < degree; i++) {
                sum += weight(distances[from + i] - nearest, sigma);
            }
            if (sum > wanted) {
                high = sigma;
            } else {
                low = sigma;
            }
            sigma = high == Double.POSITIVE_INFINITY ? 2 * sigma : (low + high) / 2;
            if (sigma > Float.MAX_VALUE) {
                break;
            }
        }
        for (int i = 0; i < degree; i++) {
            weights[from + i] = (float) weight(distances[from + i] - nearest, sigma);
        }
    }

    private static double weight(double beyondNearest, double sigma) {
        return beyondNearest <= 0 ? 1 : Math.exp(-beyondNearest / sigma);
    }
}
