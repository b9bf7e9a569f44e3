package org.s2r2.eval.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.s2r2.settings.Settings;

/**
 * Linear probes that see a part of the labels: standardisation, regularisation strength and fit are those of a seeded
 * sample of every class's training rows, at least one a class, and all test rows are classified. Where the sample has
 * one row a class, none of which can be held out, the strongest regularisation is taken.
 *
 * @param labels the fractions, and the seed of the choice of rows
 * @param settings of the fit
 */
public record FewLabels(EvaluationSettings.Labels labels, EvaluationSettings.Linear settings) implements Protocol {

    /** The name in experiment files and results. */
    public static final String NAME = "semi";

    /** Reads {@code labelFractions}, {@code seed} and the keys of {@link LinearProbe} but for its seed. */
    public static FewLabels from(Settings settings) {
        return new FewLabels(
                EvaluationSettings.Labels.from(settings, settings.longInteger("seed", EvaluationSettings.Labels.DEFAULT.seed())),
                EvaluationSettings.Linear.withoutSeed(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Figure> evaluate(EvaluationData data) {
        List<Figure> figures = new ArrayList<>();
        probes(data).forEach((part, probe) ->
                figures.add(Figure.of("linear, " + part + " labels", probe.top1(), part, "top1")));
        return figures;
    }

    /** The probes by the fractions as text, such as {@code 1%}, in the order of the settings. */
    Map<String, ProtocolResults.Linear> probes(EvaluationData data) {
        FeatureSet train = data.train();
        int[] classes = train.classes();
        int[] rows = train.classIndices(classes);
        Map<String, ProtocolResults.Linear> found = new LinkedHashMap<>();
        for (double fraction : labels.fractions()) {
            boolean[] sample = StratifiedSample.labelled(rows, classes.length, fraction, labels.seed());
            String percent = percent(fraction);
            FeatureSet part = train.part(train.name() + ", " + percent + " of the labels",
                    IntStream.range(0, sample.length).filter(i -> sample[i]).toArray());
            found.put(percent, LinearFit.evaluate(part, data.test(), settings, data.threads()));
        }
        return found;
    }

    static String percent(double fraction) {
        return BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }
}
