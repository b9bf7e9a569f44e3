package org.s2r2.training;

import java.util.Locale;
import java.util.Optional;
import org.s2r2.objective.BatchAp;
import org.s2r2.view.ViewLayout;

/**
 * Finds out that a representation has collapsed: that it tells the views of one image no better from others than chance
 * does, or maps everything to one point. Steps are judged together, {@value #WINDOW} at a time and always the same ones
 * of a run. In such a window the representation counts as collapsed
 *
 * <ul>
 *   <li>if the mean of the batches' average precision is no more than three of its standard errors above what a ranking
 *       at random gives ({@link BatchAp#chance}), or
 *   <li>if the embeddings' {@link #spread} was below {@value #NARROW} in every step.
 * </ul>
 *
 * <p>The first window of a run is not judged: an encoder may take some steps to begin.
 */
public final class CollapseGuard {

    /** Steps that are judged together. */
    public static final int WINDOW = 100;

    /** The spread below which the embeddings count as one point: a mean cosine similarity above 0.9999. */
    static final double NARROW = 1e-4;

    private static final double STANDARD_ERRORS = 3;

    private final double chance;
    private final int every;
    private int steps;
    private double sum;
    private double squares;
    private double widest;

    /** A guard that is given every step. */
    public CollapseGuard(ViewLayout layout) {
        this(layout, 1);
    }

    /**
     * @param layout of the batches
     * @param every the guard is given the steps whose number divides by this, at least 1
     */
    public CollapseGuard(ViewLayout layout, int every) {
        this.chance = BatchAp.chance(layout);
        this.every = every;
    }

    /**
     * How far rows are from lying in one direction: the variance of the rows at unit length, summed over the dimensions,
     * 1 - |mean row|^2. It is 0 if all rows are alike, and about 1 if they go in all directions.
     *
     * @param embeddings [rows, dim], row-major; a row of zeros counts as such
     */
    public static double spread(float[] embeddings, int rows) {
        int dim = embeddings.length / rows;
        double[] mean = new double[dim];
        for (int row = 0; row < rows; row++) {
            double norm = 0;
            for (int d = 0; d < dim; d++) {
                norm += (double) embeddings[row * dim + d] * embeddings[row * dim + d];
            }
            double scale = norm > 0 ? 1 / (Math.sqrt(norm) * rows) : 0;
            for (int d = 0; d < dim; d++) {
                mean[d] += scale * embeddings[row * dim + d];
            }
        }
        double length = 0;
        for (double value : mean) {
            length += value * value;
        }
        return Math.max(0, 1 - length);
    }

    /** How many of so many steps lie before the window that the next one belongs to. */
    public static long windowStart(long steps) {
        return steps / WINDOW * WINDOW;
    }

    /**
     * Takes in a step. Steps come in their order; whoever goes on with a run takes in those since the {@link
     * #windowStart} again.
     *
     * @param step its number in the run, from 1
     * @param batchAp the mean average precision of the batch
     * @param spread of the embeddings
     * @return what is wrong, after the last step of a window in which the representation was collapsed
     */
    public Optional<String> collapsed(long step, double batchAp, double spread) {
        steps++;
        sum += batchAp;
        squares += batchAp * batchAp;
        widest = Math.max(widest, spread);
        if ((step + every - 1) / WINDOW == (step - 1) / WINDOW) {
            return Optional.empty();
        }
        Optional<String> problem = step <= WINDOW ? Optional.empty() : problem();
        steps = 0;
        sum = 0;
        squares = 0;
        widest = 0;
        return problem;
    }

    private Optional<String> problem() {
        double mean = sum / steps;
        double variance = Math.max(0, squares / steps - mean * mean);
        double error = Math.sqrt(variance / Math.max(1, steps - 1));
        if (mean <= chance + STANDARD_ERRORS * error) {
            return Optional.of(String.format(Locale.ROOT,
                    "the average precision of the last %d steps is %.4f, and %.4f is chance", steps, mean, chance));
        }
        if (widest < NARROW) {
            return Optional.of(String.format(Locale.ROOT,
                    "the embeddings of the last %d steps are all but one point, with a spread of at most %.1e", steps,
                    widest));
        }
        return Optional.empty();
    }
}
