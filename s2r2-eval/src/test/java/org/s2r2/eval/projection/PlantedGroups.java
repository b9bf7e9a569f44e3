package org.s2r2.eval.projection;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows around a few far centres, row i around centre i modulo their number, with exact neighbours. */
record PlantedGroups(float[][] rows, int groups) {

    static PlantedGroups of(int count, int dim, int groups, double spread, long seed) {
        Random random = new Random(seed);
        double[][] centres = new double[groups][dim];
        for (double[] centre : centres) {
            Arrays.setAll(centre, d -> random.nextGaussian());
        }
        float[][] rows = new float[count][dim];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dim; d++) {
                rows[i][d] = (float) (centres[i % groups][d] + spread * random.nextGaussian());
            }
        }
        return new PlantedGroups(rows, groups);
    }

    NeighbourGraph graph(int degree) {
        int[] neighbours = new int[rows.length * degree];
        float[] distances = new float[rows.length * degree];
        for (int i = 0; i < rows.length; i++) {
            int self = i;
            int[] nearest = IntStream.range(0, rows.length).filter(j -> j != self).boxed()
                    .sorted((a, b) -> Double.compare(distance(self, a), distance(self, b)))
                    .limit(degree).mapToInt(Integer::intValue).toArray();
            for (int k = 0; k < degree; k++) {
                neighbours[i * degree + k] = nearest[k];
                distances[i * degree + k] = (float) distance(i, nearest[k]);
            }
        }
        return new NeighbourGraph(degree, neighbours, distances);
    }

    private double distance(int a, int b) {
        double sum = 0;
        for (int d = 0; d < rows[a].length; d++) {
            sum += Math.pow(rows[a][d] - rows[b][d], 2);
        }
        return Math.sqrt(sum);
    }
}
