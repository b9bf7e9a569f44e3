package org.s2r2.eval.protocol;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Linear probes that see a part of the labels: standardisation, regularisation strength and fit are those of a seeded
 * sample of every class's training rows, at least one a class, and all test rows are classified. Where the sample has
 * one row a class, none of which can be held out, the strongest regularisation is taken.
 */
final class LabelFractions {

    private LabelFractions() {}

    /** The accuracies by the fractions as text, such as {@code 1%}, in the order of the settings. */
    static Map<String, EvaluationResult.Linear> evaluate(
            FeatureSet train, FeatureSet test, EvaluationSettings settings) {
        int[] classes = train.classes();
        int[] labels = train.classIndices(classes);
        Map<String, EvaluationResult.Linear> found = new LinkedHashMap<>();
        for (double fraction : settings.labels().fractions()) {
            boolean[] sample = StratifiedSample.labelled(labels, classes.length, fraction, settings.labels().seed());
            String percent = percent(fraction);
            FeatureSet part = train.part(train.name() + ", " + percent + " of the labels",
                    IntStream.range(0, sample.length).filter(i -> sample[i]).toArray());
            found.put(percent, LinearProbe.evaluate(part, test, settings.linear(), settings.threads()));
        }
        return found;
    }

    static String percent(double fraction) {
        return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }
}
