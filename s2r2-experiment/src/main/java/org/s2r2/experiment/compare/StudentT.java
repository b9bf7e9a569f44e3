package org.s2r2.experiment.compare;

/** Student's t distribution with a whole number of degrees of freedom. */
final class StudentT {

    private static final int HALVINGS = 100;

    private StudentT() {}

    /**
     * The t with P(|T| &lt;= t) = probability. The probability as a finite sum is in Abramowitz and Stegun, "Handbook
     * of Mathematical Functions" (1964), 26.7.3 and 26.7.4; it is inverted by bisection over the angle
     * atan(t / sqrt(degrees)).
     *
     * @param probability above 0 and below 1, 0.95 for a 95 % confidence interval
     * @param degrees degrees of freedom, 1 or more
     */
    static double twoSided(double probability, int degrees) {
        if (!(probability > 0 && probability < 1) || degrees < 1) {
            throw new IllegalArgumentException("found probability " + probability + " and " + degrees
                    + " degrees of freedom, expected a probability between 0 and 1 and 1 degree or more");
        }
        double low = 0;
        double high = Math.PI / 2;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle, degrees) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.sqrt(degrees) * Math.tan((low + high) / 2);
    }

    /** P(|T| &lt;= sqrt(degrees) * tan(angle)). */
    private static double within(double angle, int degrees) {
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }
}
