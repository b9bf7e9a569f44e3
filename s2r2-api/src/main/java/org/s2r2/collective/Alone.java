package org.s2r2.collective;

/** One worker, for whom sums and gathered arrays are its own. */
final class Alone implements Collective {

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void sum(float[] values) {
        // The sum of one array is that array.
    }

    @Override
    public float[] gather(float[] values) {
        return values.clone();
    }

    @Override
    public void close() {
        // There is nobody to leave.
    }
}
