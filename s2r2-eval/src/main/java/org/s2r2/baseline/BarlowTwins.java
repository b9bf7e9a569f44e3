package org.s2r2.baseline;

import java.util.Map;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * Barlow Twins (Zbontar et al., "Barlow Twins: Self-Supervised Learning via Redundancy Reduction", ICML 2021, equations 1
 * and 2). With the embeddings of two views standardised over the batch, each dimension with its mean and its biased
 * variance (and 1e-5 added to it, as the public code's batch norm does), and their cross-correlations C = Za' Zb / B,
 *
 * <pre>loss = sum over i of (1 - C_ii)^2 + redundancy * sum over i != j of C_ij^2</pre>
 *
 * The paper has two views; with more, the loss is the mean over all pairs of views. Embeddings are not unit rows.
 */
public final class BarlowTwins extends PairLossFunction {

    /** The name in configurations. */
    public static final String NAME = "barlow-twins";

    /** Lambda of the paper. */
    private static final double DEFAULT_REDUNDANCY = 0.005;

    private static final double EPSILON = 1e-5;

    private final double redundancy;

    /** @param redundancy the weight of the correlations between different dimensions, from 0 to 1000 */
    public BarlowTwins(double redundancy) {
        if (!(redundancy >= 0 && redundancy <= 1000)) {
            throw new IllegalArgumentException("redundancy: found " + redundancy + ", expected a number from 0 to 1000");
        }
        this.redundancy = redundancy;
    }

    /** Reads {@code redundancy}, 0.005 if absent. An {@link org.s2r2.objective.ObjectiveFactory}. */
    public static BarlowTwins from(Settings settings) {
        return new BarlowTwins(settings.number("redundancy", DEFAULT_REDUNDANCY, 0, 1000));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("redundancy", redundancy);
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
        int images = one.shape()[0];
        int dim = one.shape()[1];
        Tensor correlations = standardised(one).transpose().matmul(standardised(other)).mul(1.0 / images);
        double[] identity = new double[dim * dim];
        double[] weights = new double[dim * dim];
        for (int i = 0; i < identity.length; i++) {
            boolean diagonal = i % (dim + 1) == 0;
            identity[i] = diagonal ? 1 : 0;
            weights[i] = diagonal ? 1 : redundancy;
        }
        Tensor errors = correlations.sub(one.constant(identity, dim, dim));
        return errors.mul(errors).mul(one.constant(weights, dim, dim)).sum();
    }

    private static Tensor standardised(Tensor rows) {
        Tensor centred = rows.sub(rows.mean(0));
        return centred.div(centred.mul(centred).mean(0).add(EPSILON).sqrt());
    }
}
