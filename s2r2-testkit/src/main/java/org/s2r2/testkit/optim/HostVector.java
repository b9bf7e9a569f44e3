package org.s2r2.testkit.optim;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.s2r2.optim.FloatVector;

/** A part of an array in plain Java, in double precision: the oracle of the engines' vectors. */
public final class HostVector implements FloatVector {

    private final double[] values;
    private final int from;
    private final int to;

    /** All of an array, which stays the caller's and is changed. */
    public HostVector(double... values) {
        this(values, 0, values.length);
    }

    /** The numbers of an array from {@code from} to before {@code to}. */
    public HostVector(double[] values, int from, int to) {
        this.values = values;
        this.from = from;
        this.to = to;
    }

    /** A copy of the numbers. */
    public double[] toDoubles() {
        return Arrays.copyOfRange(values, from, to);
    }

    @Override
    public int size() {
        return to - from;
    }

    @Override
    public FloatVector set(FloatVector y) {
        return combine(y, (a, b) -> b);
    }

    @Override
    public FloatVector scale(double factor) {
        return each(x -> factor * x);
    }

    @Override
    public FloatVector add(double number) {
        return each(x -> x + number);
    }

    @Override
    public FloatVector addScaled(FloatVector y, double factor) {
        return combine(y, (a, b) -> a + factor * b);
    }

    @Override
    public FloatVector multiply(FloatVector y) {
        return combine(y, (a, b) -> a * b);
    }

    @Override
    public FloatVector divide(FloatVector y) {
        return combine(y, (a, b) -> a / b);
    }

    @Override
    public FloatVector sqrt() {
        return each(Math::sqrt);
    }

    @Override
    public FloatVector sign() {
        return each(Math::signum);
    }

    /** The Euclidean norm. */
    public double norm() {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += values[i] * values[i];
        }
        return Math.sqrt(squares);
    }

    private HostVector each(DoubleUnaryOperator operator) {
        for (int i = from; i < to; i++) {
            values[i] = operator.applyAsDouble(values[i]);
        }
        return this;
    }

    private interface Combination {
        double of(double a, double b);
    }

    private HostVector combine(FloatVector y, Combination combination) {
        HostVector other = (HostVector) y;
        if (other.size() != size()) {
            throw new IllegalArgumentException("vectors of " + size() + " and " + other.size() + " numbers");
        }
        for (int i = 0; i < size(); i++) {
            values[from + i] = combination.of(values[from + i], other.values[other.from + i]);
        }
        return this;
    }
}
