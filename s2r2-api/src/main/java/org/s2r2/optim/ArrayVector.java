package org.s2r2.optim;

/**
 * The first numbers of an array in plain Java. Each operation is one short loop over arrays indexed by the loop variable
 * alone, which the JVM turns into vector instructions.
 */
public final class ArrayVector implements FloatVector {

    private final float[] values;
    private final int size;

    /**
     * @param values stays the caller's and is changed
     * @param size how many of its numbers belong to the vector
     */
    public ArrayVector(float[] values, int size) {
        this.values = values;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public FloatVector set(FloatVector y) {
        System.arraycopy(values(y), 0, values, 0, size);
        return this;
    }

    @Override
    public FloatVector scale(double factor) {
        float f = (float) factor;
        float[] x = values;
        for (int i = 0; i < size; i++) {
            x[i] *= f;
        }
        return this;
    }

    @Override
    public FloatVector add(double number) {
        float n = (float) number;
        float[] x = values;
        for (int i = 0; i < size; i++) {
            x[i] += n;
        }
        return this;
    }

    @Override
    public FloatVector addScaled(FloatVector y, double factor) {
        float f = (float) factor;
        float[] x = values;
        float[] other = values(y);
        for (int i = 0; i < size; i++) {
            x[i] += f * other[i];
        }
        return this;
    }

    @Override
    public FloatVector multiply(FloatVector y) {
        float[] x = values;
        float[] other = values(y);
        for (int i = 0; i < size; i++) {
            x[i] *= other[i];
        }
        return this;
    }

    @Override
    public FloatVector divide(FloatVector y) {
        float[] x = values;
        float[] other = values(y);
        for (int i = 0; i < size; i++) {
            x[i] /= other[i];
        }
        return this;
    }

    @Override
    public FloatVector sqrt() {
        float[] x = values;
        for (int i = 0; i < size; i++) {
            x[i] = (float) Math.sqrt(x[i]);
        }
        return this;
    }

    @Override
    public FloatVector sign() {
        float[] x = values;
        for (int i = 0; i < size; i++) {
            x[i] = Math.signum(x[i]);
        }
        return this;
    }

    private float[] values(FloatVector y) {
        ArrayVector other = (ArrayVector) y;
        if (other.size != size) {
            throw new IllegalArgumentException("vectors of " + size + " and " + other.size + " numbers");
        }
        return other.values;
    }
}
