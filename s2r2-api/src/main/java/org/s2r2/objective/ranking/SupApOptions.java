package org.s2r2.objective.ranking;

import org.s2r2.objective.Margin;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;

/**
 * The hyperparameters of {@link SupAp}. The defaults are those of the public code, which weighs both terms equally.
 *
 * @param temperature of G, from 1e-4 to 10
 * @param rho the slope by which a negative counts beyond {@code delta}, 0 or more
 * @param delta how far above a positive a negative counts by G, 0 or more
 * @param calibration lambda, the weight of the calibration, from 0 to 1
 * @param alpha the similarity that a positive should have
 * @param beta the similarity that a negative should not have
 * @param form what SupAP makes of the precisions; the paper's is linear
 * @param margin from 0 to 2, for SupAP and not for the calibration; the paper has none
 */
public record SupApOptions(
        double temperature,
        double rho,
        double delta,
        double calibration,
        double alpha,
        double beta,
        PrecisionForm form,
        double margin) {

    private static final double STEEPEST = 1e4;

    public SupApOptions {
        Temperature.require(temperature);
        Margin.require(margin);
        if (!(rho >= 0 && delta >= 0 && calibration >= 0 && calibration <= 1)) {
            throw new IllegalArgumentException("rho and delta are 0 or more and calibration is from 0 to 1, found "
                    + rho + ", " + delta + " and " + calibration);
        }
    }

    /** The linear form without a margin, as in the paper. */
    public SupApOptions(
            double temperature, double rho, double delta, double calibration, double alpha, double beta) {
        this(temperature, rho, delta, calibration, alpha, beta, PrecisionForm.LINEAR, 0);
    }

    /** Reads the key of each component, with the public code's value where it is absent. */
    static SupApOptions read(Settings settings) {
        return new SupApOptions(
                Temperature.read(settings, 0.01),
                settings.number("rho", 100, 0, STEEPEST),
                settings.number("delta", 0.05, 0, 2),
                settings.number("calibration", 0.5, 0, 1),
                settings.number("alpha", 0.9, -1, 1),
                settings.number("beta", 0.6, -1, 1),
                PrecisionForm.read(settings),
                Margin.read(settings));
    }
}
