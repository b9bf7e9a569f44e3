package org.s2r2.file;

/** Numbers of IEEE 754's binary16: a sign, 5 bits of exponent with bias 15, 10 bits of fraction. */
public final class HalfPrecision {

    private HalfPrecision() {}

    /** The number of these bits, which single precision holds exactly; infinite or NaN where they say so. */
    public static float toFloat(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb(0x400 + fraction, exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
