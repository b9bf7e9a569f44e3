package org.s2r2.optim;

/**
 * Numbers in a row on an engine, which an {@link Optimizer} computes with. Every operation changes this vector in place
 * and returns it; other vectors have the same size and stay as they are.
 */
public interface FloatVector {

    /** How many numbers there are. */
    int size();

    /** x = y. */
    FloatVector set(FloatVector y);

    /** x = factor * x. */
    FloatVector scale(double factor);

    /** x = x + number. */
    FloatVector add(double number);

    /** x = x + factor * y. */
    FloatVector addScaled(FloatVector y, double factor);

    /** x = x * y, number by number; y may be this vector. */
    FloatVector multiply(FloatVector y);

    /** x = x / y, number by number. */
    FloatVector divide(FloatVector y);

    /** x = sqrt(x), number by number. */
    FloatVector sqrt();

    /** x = -1, 0 or 1, the sign of each number. */
    FloatVector sign();
}
