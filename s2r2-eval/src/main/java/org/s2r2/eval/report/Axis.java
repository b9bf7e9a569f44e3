package org.s2r2.eval.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The range of a chart along one direction, with ticks at round numbers: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param min the lower end
 * @param max the upper end, above min
 * @param step the distance of ticks
 */
record Axis(double min, double max, double step) {

    /** An axis from the lowest to the highest value exactly, for x. */
    static Axis spanning(double low, double high, int ticks) {
        if (!(high > low)) {
            double margin = Math.max(Math.abs(low) * 0.1, 0.5);
            return spanning(low - margin, low + margin, ticks);
        }
        return new Axis(low, high, roundStep((high - low) / ticks));
    }

    /** An axis that is widened to whole ticks, for y. */
    static Axis enclosing(double low, double high, int ticks) {
        Axis axis = spanning(low, high, ticks);
        return new Axis(
                Math.floor(axis.min / axis.step + 1e-9) * axis.step,
                Math.ceil(axis.max / axis.step - 1e-9) * axis.step,
                axis.step);
    }

    /** Where a value lies, from 0 at min to 1 at max. */
    double position(double value) {
        return (value - min) / (max - min);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long first = (long) Math.ceil(min / step - 1e-9);
        for (long i = first; i * step <= max + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick without the digits that rounding adds: 0.3, not 0.30000000000000004. */
    String label(double tick) {
        double scaled = Math.rint(tick / step);
        BigDecimal exact = BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(scaled)).stripTrailingZeros();
        if (exact.signum() == 0) {
            return "0";
        }
        double size = Math.abs(exact.doubleValue());
        if (size >= 1e6 || size < 1e-4) {
            return exact.round(new MathContext(4)).toString();
        }
        return exact.toPlainString();
    }

    private static double roundStep(double rough) {
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen((int) Math.floor(Math.log10(rough)));
        for (int factor : new int[] {1, 2, 5}) {
            double step = power.multiply(BigDecimal.valueOf(factor)).doubleValue();
            if (step >= rough) {
                return step;
            }
        }
        return power.multiply(BigDecimal.TEN).doubleValue();
    }
}
