package org.s2r2.eval.projection;

import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.parallel.ParallelTasks;

/**
 * Embeddings as points of a plane, by UMAP's layout (McInnes et al., arXiv 1802.03426): from the first two principal
 * components on, neighbours are pulled together and random others pushed away, with steps that become smaller. Who is near whom
 * means something; how far groups are from each other, and how large they are, does not.
 *
 * <p>In each round a point moves on its own from where all stood at the round's start, so that the same seed gives the same map
 * on any number of threads. Takes less than a minute on two cores for 100,000 points.
 */
public final class NeighbourMap {

    /** How many neighbours of a row the layout is made of, where there are so many. */
    public static final int DEGREE = 15;

    private static final int PUSHES = 5;
    private static final int LARGE = 10_000;
    private static final int ROUNDS = 500;
    private static final int ROUNDS_OF_LARGE = 200;
    private static final float LONGEST_STEP = 4;
    private static final double START_SIZE = 10;
    private static final int BLOCK = 1024;
    private static final int FEWEST = 4;

    private final FuzzyGraph graph;
    private final PullAndPush forces = new PullAndPush();
    private final float largest;
    private final int rows;
    private final int rounds;
    private final long seed;

    private NeighbourMap(FuzzyGraph graph, long seed) {
        this.graph = graph;
        this.seed = seed;
        this.rows = graph.offsets().length - 1;
        this.rounds = rows > LARGE ? ROUNDS_OF_LARGE : ROUNDS;
        float most = 0;
        for (float weight : graph.weights()) {
            most = Math.max(most, weight);
        }
        this.largest = most;
    }

    /**
     * Computes a map.
     *
     * @param row gives the embedding of a row by its index; all have the same length
     * @param graph the nearest neighbours of the rows
     * @param threads the most threads
     * @param progress is told how much is done, from 0 to 1
     * @return [rows, 2]: x and y of every row
     */
    public static float[] of(
            IntFunction<float[]> row, NeighbourGraph graph, long seed, int threads, DoubleConsumer progress) {
        int rows = graph.rows();
        float[] start = components(rows, row, seed);
        if (rows < FEWEST) {
            progress.accept(1);
            return start;
        }
        return new NeighbourMap(FuzzyGraph.of(graph), seed).move(start, threads, progress);
    }

    /** The first two principal components, as [rows, 2], with the largest of all values at 10, and a little noise for equal rows. */
    static float[] components(int rows, IntFunction<float[]> row, long seed) {
        float[] points = new float[2 * rows];
        if (rows == 0) {
            return points;
        }
        PrincipalAxes axes = PrincipalAxes.of(rows, row, 2);
        double largest = Double.MIN_NORMAL;
        double[] values = new double[2 * rows];
        for (int i = 0; i < rows; i++) {
            float[] one = row.apply(i);
            for (int axis = 0; axis < axes.axes().length; axis++) {
                values[2 * i + axis] = axes.along(axis, one);
                largest = Math.max(largest, Math.abs(values[2 * i + axis]));
            }
        }
        SplitMix64 random = SplitMix64.of(seed, -1, 0, 0);
        for (int i = 0; i < values.length; i++) {
            points[i] = (float) (values[i] * START_SIZE / largest + random.uniform(-1e-4, 1e-4));
        }
        return points;
    }

    private float[] move(float[] start, int threads, DoubleConsumer progress) {
        float[] from = start;
        float[] to = new float[start.length];
        int blocks = (rows + BLOCK - 1) / BLOCK;
        for (int round = 0; round < rounds; round++) {
            float[] old = from;
            float[] moved = to;
            int current = round;
            ParallelTasks.run(blocks, threads, () -> block(old, moved, current));
            from = moved;
            to = old;
            progress.accept((round + 1.0) / rounds);
        }
        return from;
    }

    private IntConsumer block(float[] old, float[] moved, int round) {
        SplitMix64 random = new SplitMix64();
        float[] point = new float[2];
        return block -> {
            for (int i = block * BLOCK; i < Math.min(rows, (block + 1) * BLOCK); i++) {
                random.restart(seed, round, i, 0);
                point[0] = old[2 * i];
                point[1] = old[2 * i + 1];
                movePoint(i, point, old, round, random);
                moved[2 * i] = point[0];
                moved[2 * i + 1] = point[1];
            }
        };
    }

    private void movePoint(int i, float[] point, float[] old, int round, SplitMix64 random) {
        float step = 1 - (float) round / rounds;
        for (int edge = graph.offsets()[i]; edge < graph.offsets()[i + 1]; edge++) {
            // An edge is due as often as its weight is part of the largest weight.
            double share = graph.weights()[edge] / (double) largest;
            if ((int) ((round + 1) * share) == (int) (round * share)) {
                continue;
            }
            step(point, old, graph.ends()[edge], step, true);
            for (int push = 0; push < PUSHES; push++) {
                int other = random.below(rows);
                if (other != i) {
                    step(point, old, other, step, false);
                }
            }
        }
    }

    private void step(float[] point, float[] old, int other, float step, boolean neighbour) {
        float x = point[0] - old[2 * other];
        float y = point[1] - old[2 * other + 1];
        float squared = x * x + y * y;
        if (squared > 0) {
            float factor = neighbour ? forces.pull(squared) : forces.push(squared);
            point[0] += step * limited(factor * x);
            point[1] += step * limited(factor * y);
        }
    }

    private static float limited(float move) {
        return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, move));
    }
}
