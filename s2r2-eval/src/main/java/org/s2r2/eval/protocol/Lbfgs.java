package org.s2r2.eval.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS with a backtracking line search, for strongly convex functions (Nocedal and Wright, "Numerical
 * Optimization", 2006, algorithms 7.4, 7.5 and 3.1).
 */
final class Lbfgs {

    private static final int MEMORY = 10;
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final int MOST_HALVINGS = 20;
    // What single-precision products leave uncertain of a value.
    private static final double VALUE_NOISE = 1e-9;

    private Lbfgs() {}

    /** A differentiable function. */
    interface Function {
        /** The value at a point; its gradient is written to {@code gradient}. */
        double evaluate(double[] point, double[] gradient);
    }

    /** A step s = x' - x, with y = gradient' - gradient and 1 / (s . y). */
    private record Step(double[] s, double[] y, double inverseProduct) {}

    /**
     * Ends where no component of the gradient exceeds {@code tolerance}, where no step along the search direction
     * lowers the value any more, or after {@code maxIterations}.
     *
     * @return the last point
     */
    static double[] minimise(Function function, double[] start, int maxIterations, double tolerance) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = function.evaluate(point, gradient);
        Deque<Step> memory = new ArrayDeque<>();
        for (int iteration = 0; iteration < maxIterations && largest(gradient) > tolerance; iteration++) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double nextValue = Double.NaN;
            boolean lower = false;
            for (int halving = 0; halving <= MOST_HALVINGS && !lower; halving++) {
                for (int i = 0; i < next.length; i++) {
                    next[i] = point[i] + length * direction[i];
                }
                nextValue = function.evaluate(next, nextGradient);
                lower = nextValue
                        <= value + SUFFICIENT_DECREASE * length * slope + VALUE_NOISE * Math.abs(value);
                length /= 2;
            }
            if (!lower) {
                break;
            }
            remember(memory, point, next, gradient, nextGradient);
            point = next;
            gradient = nextGradient;
            value = nextValue;
        }
        return point;
    }

    private static void remember(
            Deque<Step> memory, double[] point, double[] next, double[] gradient, double[] nextGradient) {
        double[] s = difference(next, point);
        double[] y = difference(nextGradient, gradient);
        double product = dot(s, y);
        // The product is positive on a strongly convex function; rounding may say otherwise next to the minimum.
        if (product > 1e-12 * dot(y, y)) {
            if (memory.size() == MEMORY) {
                memory.removeFirst();
            }
            memory.addLast(new Step(s, y, 1 / product));
        }
    }

    /** Minus the approximate inverse Hessian times the gradient, by the two-loop recursion. */
    private static double[] direction(double[] gradient, Deque<Step> memory) {
        double[] direction = new double[gradient.length];
        addScaled(direction, -1, gradient);
        double[] alphas = new double[memory.size()];
        int i = alphas.length;
        for (Iterator<Step> newestFirst = memory.descendingIterator(); newestFirst.hasNext(); ) {
            Step step = newestFirst.next();
            alphas[--i] = step.inverseProduct * dot(step.s, direction);
            addScaled(direction, -alphas[i], step.y);
        }
        if (!memory.isEmpty()) {
            Step newest = memory.getLast();
            double scale = 1 / (newest.inverseProduct * dot(newest.y, newest.y));
            for (int k = 0; k < direction.length; k++) {
                direction[k] *= scale;
            }
        }
        for (Step step : memory) {
            double beta = step.inverseProduct * dot(step.y, direction);
            addScaled(direction, alphas[i++] - beta, step.s);
        }
        return direction;
    }

    private static void addScaled(double[] sum, double scale, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += scale * values[i];
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = a.clone();
        addScaled(difference, -1, b);
        return difference;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
