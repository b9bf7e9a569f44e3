package org.s2r2.eval.protocol;

import java.util.List;
import java.util.Optional;
import org.s2r2.settings.Settings;

/**
 * Multinomial logistic regression on standardised features; for rows with any number of classes a logistic regression
 * for each class, and mean average precision.
 *
 * @param settings of the fit
 */
public record LinearProbe(EvaluationSettings.Linear settings) implements Protocol {

    /** The name in experiment files and results. */
    public static final String NAME = "linear";

    /** The name of the results of rows with any number of classes. */
    public static final String MULTI_LABEL = "multiLabel";

    /** With the published settings. */
    public static final LinearProbe DEFAULT = new LinearProbe(EvaluationSettings.Linear.DEFAULT);

    /** Reads {@code heldOut}, {@code maxIterations} and {@code seed}. */
    public static LinearProbe from(Settings settings) {
        return new LinearProbe(EvaluationSettings.Linear.from(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String resultName(boolean multiLabel) {
        return multiLabel ? MULTI_LABEL : NAME;
    }

    @Override
    public Optional<String> refusal(String name, boolean multiLabel, boolean folds) {
        return Optional.empty();
    }

    @Override
    public List<Figure> evaluate(EvaluationData data) {
        if (data.multiLabel()) {
            ProtocolResults.MultiLabel found = MultiLabelProbe.evaluate(
                    data.multiLabelTrain(), data.multiLabelTest(), settings, data.threads());
            return List.of(
                    Figure.of("mAP, " + found.classes() + " classes", found.map(), "map"),
                    Figure.hidden(found.classes(), "classes"));
        }
        double top1 = LinearFit.evaluate(data.train(), data.test(), settings, data.threads()).top1();
        return List.of(Figure.of("linear top-1", top1, "top1"));
    }
}
