package org.s2r2.baseline;

import java.util.Map;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * VICReg (Bardes, Ponce and LeCun, "VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised Learning",
 * ICLR 2022, equations 1 to 6, with the factors of the public code). For the embeddings Za and Zb of two views, B rows of
 * D dimensions,
 *
 * <pre>
 * s(Za, Zb) = the mean of (Za - Zb)^2 over all elements
 * v(Z)      = the mean over the dimensions of max(0, 1 - sqrt(Var(z_d) + 1e-4)), with the unbiased variance
 * c(Z)      = 1/D * the sum over i != j of Cov(Z)_ij^2,        with Cov(Z) = (Z - mean)' (Z - mean) / (B - 1)
 * loss      = invariance s + variance (v(Za) + v(Zb)) / 2 + covariance (c(Za) + c(Zb))
 * </pre>
 *
 * The paper has two views; with more, the loss is the mean over all pairs of views. Embeddings are not unit rows.
 */
public final class VicReg extends PairLossFunction {

    /** The name in configurations. */
    public static final String NAME = "vicreg";

    private static final double EPSILON = 1e-4;
    private static final double LARGEST = 1e4;

    private final Weights weights;

    /**
     * The weights of the three terms; the paper's are 25, 25 and 1.
     *
     * @param invariance of the distance between views, from 0 to 10,000
     * @param variance of what every dimension lacks to a standard deviation of 1, from 0 to 10,000
     * @param covariance of the covariances between dimensions, from 0 to 10,000
     */
    public record Weights(double invariance, double variance, double covariance) {

        public Weights {
            for (double weight : new double[] {invariance, variance, covariance}) {
                if (!(weight >= 0 && weight <= LARGEST)) {
                    throw new IllegalArgumentException("found a weight of " + weight + ", expected one from 0 to " + LARGEST);
                }
            }
        }
    }

    public VicReg(Weights weights) {
        this.weights = weights;
    }

    /** Reads {@code invariance}, {@code variance} and {@code covariance}. An {@code ObjectiveFactory}. */
    public static VicReg from(Settings settings) {
        return new VicReg(new Weights(
                settings.number("invariance", 25, 0, LARGEST),
                settings.number("variance", 25, 0, LARGEST),
                settings.number("covariance", 1, 0, LARGEST)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return RecordSettings.of(weights);
    }

    @Override
    public boolean takesUnitRows() {
        return false;
    }

    @Override
    ViewPairs pairs(int views) {
        return ViewPairs.unordered(views);
    }

    @Override
    Tensor loss(Tensor one, Tensor other) {
        Tensor distance = one.sub(other);
        Tensor invariance = distance.mul(distance).mean().mul(weights.invariance());
        return invariance.add(regularisation(one)).add(regularisation(other));
    }

    /** What one view adds for its variances and covariances. */
    private Tensor regularisation(Tensor rows) {
        int dim = rows.shape()[1];
        Tensor centred = rows.sub(rows.mean(0));
        Tensor covariances = centred.transpose().matmul(centred).mul(1.0 / (rows.shape()[0] - 1));
        int[] diagonal = new int[dim];
        double[] others = new double[dim * dim];
        for (int i = 0; i < others.length; i++) {
            others[i] = i % (dim + 1) == 0 ? 0 : 1;
        }
        for (int i = 0; i < dim; i++) {
            diagonal[i] = i;
        }
        Tensor deviations = covariances.gather(diagonal, 1).add(EPSILON).sqrt();
        Tensor variance = deviations.mul(-1).add(1).relu().mean().mul(weights.variance() / 2);
        Tensor squares = covariances.mul(covariances).mul(rows.constant(others, dim, dim)).sum();
        return variance.add(squares.mul(weights.covariance() / dim));
    }
}
