package org.s2r2.eval.protocol;

import java.util.List;
import org.s2r2.settings.Settings;

/**
 * How the protocols are run.
 *
 * @param knn the nearest-neighbour classifier
 * @param linear the linear probe
 * @param labels the linear probe with parts of the labels
 * @param threads how many threads compute, at least 1; no result depends on it
 */
public record EvaluationSettings(Knn knn, Linear linear, Labels labels, int threads) {

    public EvaluationSettings {
        require(threads >= 1, "threads", threads, "1 or more");
    }

    /** The published settings, on as many threads as there are processors. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(
                Knn.DEFAULT, Linear.DEFAULT, Labels.DEFAULT, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads the sections {@code knn} (k, temperature) and {@code linear} (heldOut, maxIterations, seed), and {@code
     * labelFractions}, where each key may be absent.
     *
     * @param seed of the choice of labels
     * @throws org.s2r2.settings.InvalidInputException if a value is out of range
     */
    public static EvaluationSettings from(Settings section, long seed, int threads) {
        return new EvaluationSettings(
                Knn.from(section.section("knn")),
                Linear.from(section.section("linear")),
                Labels.from(section, seed),
                threads);
    }

    /** The protocols that every evaluation has, in the order of their results. */
    public List<Protocol> protocols() {
        return List.of(
                knn, new LinearProbe(linear), new Retrieval(), new FewLabels(labels, linear), new Folds(linear, knn));
    }

    public EvaluationSettings withThreads(int count) {
        return new EvaluationSettings(knn, linear, labels, count);
    }

    /**
     * @param strengths candidates for the L2 regularisation lambda in mean cross-entropy + lambda / 2 * |W|^2,
     *     descending; a tie on the held-out rows goes to the first
     * @param heldOut the fraction of the training rows of each class on which the strength is chosen
     * @param maxIterations the most L-BFGS iterations for one fit
     * @param tolerance a fit ends where no component of the gradient exceeds this
     * @param seed of the choice of held-out rows
     */
    public record Linear(List<Double> strengths, double heldOut, int maxIterations, double tolerance, long seed) {

        /** Strengths from 1 to 1e-5, 20 % held out, at most 200 iterations, tolerance 1e-5, seed 0. */
        public static final Linear DEFAULT = new Linear(List.of(1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5), 0.2, 200, 1e-5, 0);

        static Linear from(Settings settings) {
            Linear read = withoutSeed(settings);
            return new Linear(read.strengths, read.heldOut, read.maxIterations, read.tolerance,
                    settings.longInteger("seed", DEFAULT.seed));
        }

        static Linear withoutSeed(Settings settings) {
            return new Linear(DEFAULT.strengths,
                    settings.number("heldOut", DEFAULT.heldOut, 0.01, 0.9),
                    settings.integer("maxIterations", DEFAULT.maxIterations, 1, 1_000_000),
                    DEFAULT.tolerance,
                    DEFAULT.seed);
        }

        public Linear {
            strengths = List.copyOf(strengths);
            require(!strengths.isEmpty(), "strengths", "none", "at least one");
            for (double strength : strengths) {
                require(strength > 0 && Double.isFinite(strength), "strengths", strength, "numbers above 0");
            }
            require(heldOut > 0 && heldOut < 1, "heldOut", heldOut, "a fraction between 0 and 1");
            require(maxIterations >= 1, "maxIterations", maxIterations, "1 or more");
            require(tolerance > 0, "tolerance", tolerance, "more than 0");
        }
    }

    /**
     * @param fractions of the training labels of each class that a linear probe may see, each above 0, to 1
     * @param seed of the choice of rows
     */
    public record Labels(List<Double> fractions, long seed) {

        /** 1 % and 10 %, seed 1. */
        public static final Labels DEFAULT = new Labels(List.of(0.01, 0.1), 1);

        static Labels from(Settings section, long seed) {
            List<Double> fractions = section.numbers("labelFractions", DEFAULT.fractions, 1e-6, 1);
            if (fractions.stream().distinct().count() < fractions.size()) {
                throw section.invalid("labelFractions", fractions, "each fraction once");
            }
            return new Labels(fractions, seed);
        }

        public Labels {
            fractions = List.copyOf(fractions);
            require(!fractions.isEmpty(), "fractions", "none", "at least one");
            for (double fraction : fractions) {
                require(fraction > 0 && fraction <= 1, "fractions", fraction, "numbers above 0, to 1");
            }
        }
    }

    static void require(boolean holds, String key, Object found, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": found " + found + ", expected " + allowed);
        }
    }
}
