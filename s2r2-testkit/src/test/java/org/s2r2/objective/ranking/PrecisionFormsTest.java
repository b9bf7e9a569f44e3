package org.s2r2.objective.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.objective.Objective;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingObjective;
import org.s2r2.objective.SmoothAp;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;

/** The losses over precisions in both forms, with and without a margin. */
@ParameterizedClass
@MethodSource("cases")
class PrecisionFormsTest extends ObjectiveContract {

    private static final double TEMPERATURE = 0.3;
    private static final int BINS = 6;

    /** Weights that sum to 1, and the precision that each of them is for. */
    private record Precisions(double[] weights, double[] precisions) {

        static Precisions each(double[] precisions) {
            double[] weights = new double[precisions.length];
            Arrays.fill(weights, 1.0 / precisions.length);
            return new Precisions(weights, precisions);
        }

        double loss(PrecisionForm form) {
            double loss = 0;
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0) {
                    loss += weights[i] * (form == PrecisionForm.LOG ? -Math.log(precisions[i]) : 1 - precisions[i]);
                }
            }
            return loss;
        }
    }

    /** @param precisions from the similarities of positives and of negatives, the margin added */
    record Case(
            RankingObjective objective,
            PrecisionForm form,
            double margin,
            BiFunction<double[], double[], Precisions> precisions,
            Set<Property> lacks) {

        @Override
        public String toString() {
            return objective.name() + " " + form + " " + margin;
        }
    }

    @Parameter
    Case given;

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (PrecisionForm form : PrecisionForm.values()) {
            for (double margin : new double[] {0, 0.1}) {
                cases.add(new Case(new SmoothAp(TEMPERATURE, QueryMode.EXCLUDED, form, margin), form, margin,
                        PrecisionFormsTest::smooth, EnumSet.of(Property.ZERO_FOR_A_PERFECT_RANKING)));
                cases.add(new Case(new FastAp(BINS, form, margin), form, margin,
                        PrecisionFormsTest::histogram, EnumSet.noneOf(Property.class)));
                cases.add(new Case(new SupAp(new SupApOptions(TEMPERATURE, 20, 0.1, 0, 0.9, 0.6, form, margin)), form,
                        margin, PrecisionFormsTest::supAp, EnumSet.of(Property.ZERO_FOR_A_PERFECT_RANKING)));
                cases.add(new Case(new BlackboxAp(0.5, margin, form), form, margin,
                        PrecisionFormsTest::exact, EnumSet.of(Property.GRADIENT_OF_THE_VALUE)));
            }
        }
        return cases;
    }

    @Override
    protected Objective objective() {
        return given.objective;
    }

    @Override
    protected Set<Property> lacks() {
        return given.lacks;
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        BruteForce.requireDefinition(given.objective, (positives, negatives) -> given.precisions
                .apply(positives, DoubleStream.of(negatives).map(s -> s + given.margin).toArray())
                .loss(given.form));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x / TEMPERATURE));
    }

    private static Precisions smooth(double[] positives, double[] negatives) {
        return Precisions.each(DoubleStream.of(positives)
                .map(i -> {
                    double before = 0.5 + DoubleStream.of(positives).map(j -> sigmoid(j - i)).sum();
                    return before / (before + DoubleStream.of(negatives).map(j -> sigmoid(j - i)).sum());
                })
                .toArray());
    }

    private static Precisions supAp(double[] positives, double[] negatives) {
        return Precisions.each(DoubleStream.of(positives)
                .map(i -> {
                    double rank = BruteForce.countNotBelow(positives, i);
                    return rank / (rank + DoubleStream.of(negatives).map(j -> above(j - i)).sum());
                })
                .toArray());
    }

    private static double above(double t) {
        return t <= 0 ? sigmoid(t) : t <= 0.1 ? sigmoid(t) + 0.5 : sigmoid(0.1) + 0.5 + 20 * (t - 0.1);
    }

    private static Precisions exact(double[] positives, double[] negatives) {
        return Precisions.each(DoubleStream.of(positives)
                .map(i -> {
                    double rank = BruteForce.countNotBelow(positives, i);
                    return rank / (rank + BruteForce.countNotBelow(negatives, i));
                })
                .toArray());
    }

    private static Precisions histogram(double[] positives, double[] negatives) {
        double[] weights = new double[BINS + 1];
        double[] precisions = new double[BINS + 1];
        double positivesBefore = 0;
        double allBefore = 0;
        for (int m = 0; m <= BINS; m++) {
            double counted = count(positives, m);
            positivesBefore += counted;
            allBefore += counted + count(negatives, m);
            weights[m] = counted / positives.length;
            precisions[m] = positivesBefore / allBefore;
        }
        return new Precisions(weights, precisions);
    }

    /** By how much similarities count for a centre; one above 1 counts as 1. Rows of these tests are unit rows. */
    private static double count(double[] similarities, int centre) {
        double step = 2.0 / BINS;
        return DoubleStream.of(similarities)
                .map(s -> Math.max(0, 1 - Math.abs(Math.min(s, 1) - (1 - centre * step)) / step))
                .sum();
    }
}
