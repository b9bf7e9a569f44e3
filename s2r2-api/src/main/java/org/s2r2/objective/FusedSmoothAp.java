package org.s2r2.objective;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.s2r2.tensor.RowSums;
import org.s2r2.view.ViewLayout;

/**
 * {@link SmoothAp} on plain arrays, by several threads. For similarities S = E E' of the embeddings E, and D the
 * gradient at S, of which query q makes row q, the gradient at the embeddings is (D + D') E. Where they rank constants C,
 * S = E C' and the gradient is D C.
 *
 * <p>D is made in slabs of queries, so that of N x N values no more than {@link #SLAB_VALUES} are there at once. It is
 * kept in single precision, and everything else is computed in double precision: similarities are divided by the
 * temperature, which magnifies their rounding. Every sum is taken in an order that the shape of the batch decides, so
 * that the result is the same to the last bit on any number of threads.
 */
final class FusedSmoothAp implements FusedLoss {

    /** By their numbers of threads; they outlive an evaluation, which may take less time than starting threads. */
    private static final Map<Integer, ForkJoinPool> POOLS = new ConcurrentHashMap<>();

    /** 64 MB: the whole of D up to 4,096 views. */
    private static final int SLAB_VALUES = 1 << 24;
    /** Queries of a task, and rows of the gradient of a task. */
    private static final int TASK = 16;
    /** Embeddings that are added up together: few enough that they stay in the first cache. */
    private static final int ROWS = 32;
    /** Rows of the batch whose similarities with a task's queries are computed together: they stay in the second. */
    private static final int COLUMNS = 256;

    private final double temperature;
    private final QueryMode query;
    private final PrecisionForm form;
    private final double margin;
    private final int slabValues;

    FusedSmoothAp(double temperature, QueryMode query, PrecisionForm form, double margin) {
        this(temperature, query, form, margin, SLAB_VALUES);
    }

    /** @param slabValues how many values of D may be there at once, but for the rounding up to whole tasks */
    FusedSmoothAp(double temperature, QueryMode query, PrecisionForm form, double margin, int slabValues) {
        this.temperature = temperature;
        this.query = query;
        this.form = form;
        this.margin = margin;
        this.slabValues = slabValues;
    }

    @Override
    public double evaluate(
            float[] queries, float[] candidates, ViewLayout layout, int positiveViews, int threads, float[] gradient) {
        return new Batch(queries, candidates, layout, positiveViews, threads).evaluate(gradient);
    }

    /** One evaluation. */
    private final class Batch {

        private final Ranking ranking;
        private final int threads;
        private final int rows;
        private final int ranked;
        private final int dim;
        /** [rows][dim]. */
        private final double[][] embeddings;
        /** [ranked][dim]; the embeddings themselves where they rank each other. */
        private final double[][] candidates;
        /** [ranked / COLUMNS, rounded up][dim][COLUMNS, fewer in the last]: their transpose, in blocks of columns. */
        private final double[][][] columns;
        /** [rows][dim]. */
        private final double[][] gradient;
        private final double[] losses;
        /** Memory for tasks that are to come: as much as there were tasks at once. */
        private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();

        Batch(float[] values, float[] others, ViewLayout layout, int positiveViews, int threads) {
            this.threads = threads;
            this.rows = layout.rows();
            this.dim = values.length / rows;
            this.ranked = others.length / dim;
            this.ranking = new Ranking(layout, query, positiveViews, ranked - rows);
            this.embeddings = wide(values);
            this.candidates = others == values ? embeddings : wide(others);
            this.columns = new double[(ranked + COLUMNS - 1) / COLUMNS][dim][];
            for (int block = 0; block < columns.length; block++) {
                int first = block * COLUMNS;
                int width = Math.min(COLUMNS, ranked - first);
                for (int d = 0; d < dim; d++) {
                    int at = d;
                    columns[block][d] = new double[width];
                    Arrays.setAll(columns[block][d], j -> candidates[first + j][at]);
                }
            }
            this.gradient = new double[rows][dim];
            this.losses = new double[rows];
        }

        private double[][] wide(float[] values) {
            double[][] matrix = new double[values.length / dim][dim];
            for (int row = 0; row < matrix.length; row++) {
                for (int d = 0; d < dim; d++) {
                    matrix[row][d] = values[row * dim + d];
                }
            }
            return matrix;
        }

        double evaluate(float[] result) {
            // Whole groups of ROWS, so that a group lies in one slab.
            int queries = Math.min(rows, Math.max(1, slabValues / ranked / ROWS) * ROWS);
            float[][] slab = new float[queries][ranked];
            for (int first = 0; first < rows; first += queries) {
                int from = first;
                int to = Math.min(rows, from + queries);
                inTasks(from, to, threads, (start, end) -> rank(start, end, from, slab));
                inTasks(0, rows, threads, (start, end) -> backward(start, end, from, to, slab));
            }
            for (int row = 0; row < rows; row++) {
                for (int d = 0; d < dim; d++) {
                    result[row * dim + d] = (float) gradient[row][d];
                }
            }
            double sum = 0;
            for (double loss : losses) {
                sum += loss;
            }
            return sum / rows;
        }

        /** The losses of some queries and their rows of D, in the slab whose first query is {@code from}. */
        private void rank(int start, int end, int from, float[][] slab) {
            Scratch scratch = idle.poll();
            if (scratch == null) {
                scratch = new Scratch(ranked, ranking.mostPositives());
            }
            similarities(start, end, scratch.similarities);
            for (int row = start; row < end; row++) {
                double[] similarities = scratch.similarities[row - start];
                for (int unranked : ranking.unranked(row)) {
                    similarities[unranked] = Double.NEGATIVE_INFINITY;
                }
                addMargin(similarities, ranking.layout(), row);
                losses[row] = scratch.query.evaluate(similarities, ranking.positiveRows(row, row + 1), scratch.slopes);
                float[] rounded = slab[row - from];
                for (int j = 0; j < ranked; j++) {
                    rounded[j] = (float) (scratch.slopes[j] / rows);
                }
            }
            idle.add(scratch);
        }

        /** Adds the margin to the similarities of a query with the views of other images. */
        private void addMargin(double[] similarities, ViewLayout layout, int row) {
            if (margin == 0) {
                return;
            }
            int image = layout.image(row);
            double[] own = new double[layout.views()];
            Arrays.setAll(own, view -> similarities[layout.row(image, view)]);
            for (int j = 0; j < similarities.length; j++) {
                similarities[j] += margin;
            }
            for (int view = 0; view < own.length; view++) {
                similarities[layout.row(image, view)] = own[view];
            }
        }

        /** The similarities of some queries with all candidates. */
        private void similarities(int start, int end, double[][] similarities) {
            for (int block = 0; block < columns.length; block++) {
                double[] sums = new double[columns[block][0].length];
                for (int row = start; row < end; row++) {
                    Arrays.fill(sums, 0);
                    RowSums.add(embeddings[row], 0, columns[block], 0, dim, sums);
                    System.arraycopy(sums, 0, similarities[row - start], block * COLUMNS, sums.length);
                }
            }
        }

        /** Adds what a slab's rows of D make of the rows from {@code start} to {@code end} of the gradient. */
        private void backward(int start, int end, int from, int to, float[][] slab) {
            double[] weights = new double[ROWS];
            for (int first = 0; first < ranked; first += ROWS) {
                int last = Math.min(ranked, first + ROWS);
                boolean othersInSlab = candidates == embeddings && first >= from && first < to;
                for (int row = start; row < end; row++) {
                    boolean rowInSlab = row >= from && row < to;
                    if (rowInSlab || othersInSlab) {
                        for (int other = first; other < last; other++) {
                            weights[other - first] = (rowInSlab ? slab[row - from][other] : 0)
                                    + (othersInSlab ? slab[other - from][row] : 0);
                        }
                        RowSums.add(weights, 0, candidates, first, last, gradient[row]);
                    }
                }
            }
        }
    }

    /** Memory for a task. */
    private final class Scratch {

        private final double[][] similarities;
        private final double[] slopes;
        private final SmoothApQuery query;

        Scratch(int candidates, int positives) {
            this.similarities = new double[TASK][candidates];
            this.slopes = new double[candidates];
            this.query = new SmoothApQuery(temperature, form, candidates, positives);
        }
    }

    /** A part of a range of rows. */
    private interface Task {
        void run(int start, int end);
    }

    private static void inTasks(int from, int to, int threads, Task task) {
        IntStream tasks = IntStream.range(0, (to - from + TASK - 1) / TASK);
        IntConsumer run = number -> {
            int start = from + number * TASK;
            task.run(start, Math.min(to, start + TASK));
        };
        if (threads == 1) {
            tasks.forEach(run);
        } else {
            // A parallel stream runs on the pool that it is started in.
            POOLS.computeIfAbsent(threads, size -> new ForkJoinPool(size)).submit(() -> tasks.parallel().forEach(run)).join();
        }
    }
}
