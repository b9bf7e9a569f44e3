package org.s2r2.search;

import java.util.Arrays;
import org.s2r2.parallel.ParallelTasks;

/**
 * Chooses rows that stand for all rows, each next one to make up for what is not yet stood for: kernel herding (Chen, Welling,
 * Smola, "Super-Samples from Kernel Herding", 2010, equation 8). With t rows chosen, the next one has the largest
 *
 * <pre>(t + 1) mean over all y of k(x, y)  -  sum over the chosen c of k(x, c)</pre>
 *
 * of all x, with the kernel k(x, y) = ((1 + cos(x, y)) / 2)<sup>4</sup> of rows with their mean taken off. A row that is nearly a
 * chosen one waits until there are none but such rows.
 */
final class KernelHerding {

    /** The cosine from which on a row is nearly another one. */
    static final float NEARLY = 0.95f;

    /** So many rows at most stand for all rows in the mean. */
    static final int SAMPLE = 2048;

    private static final int BLOCK = 256;

    private final float[][] rows;
    /** The mean of the kernel between a row and all rows. */
    private final double[] typical;
    /** The sum of the kernel between a row and the chosen ones. */
    private final double[] covered;
    private final boolean[] chosen;
    private final boolean[] nearly;

    /**
     * @param rows [rows][dimension], not changed
     * @param order all rows in an order of chance; the first {@value #SAMPLE} of them stand for all in the mean
     */
    KernelHerding(float[][] rows, int[] order) {
        this.rows = centred(rows);
        typical = typical(this.rows, Arrays.copyOf(order, Math.min(order.length, SAMPLE)));
        covered = new double[rows.length];
        chosen = new boolean[rows.length];
        nearly = new boolean[rows.length];
    }

    /**
     * @param count how many, 1 to the number of rows
     * @return in the order in which they were chosen
     */
    int[] choose(int count, int first) {
        int[] list = new int[count];
        list[0] = first;
        for (int i = 1; i < count; i++) {
            take(list[i - 1]);
            list[i] = best(i + 1);
        }
        return list;
    }

    private void take(int taken) {
        chosen[taken] = true;
        for (int row = 0; row < rows.length; row++) {
            if (!chosen[row]) {
                float cosine = UnitRows.dot(rows[taken], rows[row]);
                covered[row] += kernel(cosine);
                nearly[row] |= cosine >= NEARLY;
            }
        }
    }

    /** @param size of the list with the one that is asked for */
    private int best(int size) {
        int best = bestOfTheOthers(size);
        if (best < 0) {
            Arrays.fill(nearly, false);
            best = bestOfTheOthers(size);
        }
        return best;
    }

    private int bestOfTheOthers(int size) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < rows.length; row++) {
            double missing = size * typical[row] - covered[row];
            if (!chosen[row] && !nearly[row] && missing > most) {
                most = missing;
                best = row;
            }
        }
        return best;
    }

    private static double[] typical(float[][] rows, int[] sample) {
        double[] typical = new double[rows.length];
        int threads = Runtime.getRuntime().availableProcessors();
        ParallelTasks.run((rows.length + BLOCK - 1) / BLOCK, threads, () -> block -> {
            for (int row = block * BLOCK; row < Math.min(rows.length, (block + 1) * BLOCK); row++) {
                double sum = 0;
                for (int other : sample) {
                    sum += kernel(UnitRows.dot(rows[row], rows[other]));
                }
                typical[row] = sum / sample.length;
            }
        });
        return typical;
    }

    private static double kernel(float cosine) {
        double half = (1 + cosine) / 2.0;
        double square = half * half;
        return square * square;
    }

    /** Rows of length 1 with the mean taken off; a row that equals the mean becomes 0. */
    private static float[][] centred(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / (double) rows.length;
            }
        }
        float[][] centred = new float[rows.length][mean.length];
        for (int row = 0; row < rows.length; row++) {
            for (int k = 0; k < mean.length; k++) {
                centred[row][k] = (float) (rows[row][k] - mean[k]);
            }
            centred[row] = UnitRows.unit(centred[row]);
        }
        return centred;
    }
}
