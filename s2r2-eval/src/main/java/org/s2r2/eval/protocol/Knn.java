package org.s2r2.eval.protocol;

import org.s2r2.settings.Settings;

/**
 * Weighted k-nearest-neighbour classification by cosine similarity (Wu et al., "Unsupervised Feature Learning via
 * Non-Parametric Instance Discrimination", CVPR 2018, section 3.4).
 *
 * @param k how many neighbours vote; all training rows where there are fewer
 * @param temperature T in the weight exp(similarity / T)
 */
public record Knn(int k, double temperature) implements SimilarityProtocol {

    /** The name in experiment files and results. */
    public static final String NAME = "knn";

    /** k = 200 and T = 0.07, as published. */
    public static final Knn DEFAULT = new Knn(200, 0.07);

    public Knn {
        EvaluationSettings.require(k >= 1, "k", k, "1 or more");
        EvaluationSettings.require(temperature > 0, "temperature", temperature, "more than 0");
    }

    /** The published temperature with another number of neighbours. */
    public static Knn k(int k) {
        return new Knn(k, DEFAULT.temperature);
    }

    /** Reads {@code k} and {@code temperature}. */
    public static Knn from(Settings settings) {
        return new Knn(
                settings.integer("k", DEFAULT.k, 1, Integer.MAX_VALUE),
                settings.number("temperature", DEFAULT.temperature, 1e-4, 1e4));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public View begin(EvaluationData data) {
        return new WeightedKnn(data.train(), data.test(), this);
    }
}
