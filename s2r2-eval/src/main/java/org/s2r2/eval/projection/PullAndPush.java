package org.s2r2.eval.projection;

/**
 * How far two points move along their difference in one step of UMAP, by their squared distance s (arXiv 1802.03426, section
 * 3.2): neighbours by -2 a b s^(b - 1) / (1 + a s^b), others by 2 b / ((0.001 + s) (1 + a s^b)). Both are tabled over the
 * exponent and the first bits of s, because a power takes far longer than a look-up; between two entries of the table they
 * differ by less than 1 %.
 */
final class PullAndPush {

    /** What UMAP fits for a least distance of 0.1 in the plane. */
    private static final double A = 1.5769;

    private static final double B = 0.8951;

    private static final int MANTISSA_BITS = 6;
    private static final int SHIFT = 23 - MANTISSA_BITS;

    /** Squared distances below 2^-40 count as that, and above 2^40 as that. */
    private static final int FIRST = 127 - 40 << MANTISSA_BITS;

    private static final int LAST = 127 + 40 << MANTISSA_BITS;

    private final float[] pull = new float[LAST - FIRST];
    private final float[] push = new float[LAST - FIRST];

    PullAndPush() {
        for (int i = 0; i < pull.length; i++) {
            double squared = Float.intBitsToFloat((FIRST + i << SHIFT) + (1 << SHIFT - 1));
            pull[i] = (float) pullAt(squared);
            push[i] = (float) pushAt(squared);
        }
    }

    /** The factor of a neighbour, below 0. */
    float pull(float squared) {
        return pull[entry(squared)];
    }

    /** The factor of a random other point, above 0. */
    float push(float squared) {
        return push[entry(squared)];
    }

    static double pullAt(double squared) {
        return -2 * A * B * Math.pow(squared, B - 1) / (1 + A * Math.pow(squared, B));
    }

    static double pushAt(double squared) {
        return 2 * B / ((0.001 + squared) * (1 + A * Math.pow(squared, B)));
    }

    private static int entry(float squared) {
        return Math.max(0, Math.min(LAST - FIRST - 1, (Float.floatToRawIntBits(squared) >> SHIFT) - FIRST));
    }
}
