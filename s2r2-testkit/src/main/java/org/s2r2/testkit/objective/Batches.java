package org.s2r2.testkit.objective;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.s2r2.view.ViewLayout;

/** Batches of embeddings for tests. */
public final class Batches {

    private Batches() {}

    /** Unit rows that scatter around one random direction an image, so that some rankings are wrong and some right. */
    public static double[] clustered(ViewLayout layout, int dim, double noise, long seed) {
        Random random = new Random(seed);
        double[][] centres = new double[layout.images()][dim];
        for (double[] centre : centres) {
            for (int d = 0; d < dim; d++) {
                centre[d] = random.nextGaussian();
            }
        }
        double[] embeddings = new double[layout.rows() * dim];
        for (int image = 0; image < layout.images(); image++) {
            for (int view = 0; view < layout.views(); view++) {
                int row = layout.row(image, view);
                double squares = 0;
                for (int d = 0; d < dim; d++) {
                    double value = centres[image][d] + noise * random.nextGaussian();
                    embeddings[row * dim + d] = value;
                    squares += value * value;
                }
                for (int d = 0; d < dim; d++) {
                    embeddings[row * dim + d] /= Math.sqrt(squares);
                }
            }
        }
        return embeddings;
    }

    /** The same rows, but one of zeros, and one of numbers whose squares are 0 in single precision. */
    static double[] withoutDirection(double[] rows, int dim, int zeros, int shortest) {
        double[] result = rows.clone();
        Arrays.fill(result, zeros * dim, (zeros + 1) * dim, 0);
        Arrays.fill(result, shortest * dim, (shortest + 1) * dim, 1e-30);
        return result;
    }

    /** The dot product of two rows. */
    public static double similarity(double[] rows, int dim, int a, int b) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
            sum += rows[a * dim + d] * rows[b * dim + d];
        }
        return sum;
    }

    /** The rows of a batch, put where another layout and another order of the images has them. */
    public static double[] rearranged(double[] rows, ViewLayout from, ViewLayout to, int[] newImage) {
        return rearranged(rows, from, to, newImage, IntStream.range(0, from.views()).toArray());
    }

    /** The rows of a batch, put where another layout and another order of the images and of the views has them. */
    public static double[] rearranged(double[] rows, ViewLayout from, ViewLayout to, int[] newImage, int[] newView) {
        int dim = rows.length / from.rows();
        double[] result = new double[rows.length];
        for (int row = 0; row < from.rows(); row++) {
            int target = to.row(newImage[from.image(row)], newView[from.view(row)]);
            System.arraycopy(rows, row * dim, result, target * dim, dim);
        }
        return result;
    }
}
