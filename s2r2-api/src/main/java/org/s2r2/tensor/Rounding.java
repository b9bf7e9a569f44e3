package org.s2r2.tensor;

/** Single precision in arrays of doubles. */
final class Rounding {

    private Rounding() {}

    /**
     * Rounds every element to the nearest float, in place. For + - * / and the square root of floats this gives what
     * single-precision arithmetic gives, since a double has more than twice a float's bits plus two (Figueroa, "When is
     * double rounding innocuous?", 1995).
     */
    static double[] toFloat(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) values[i];
        }
        return values;
    }
}
