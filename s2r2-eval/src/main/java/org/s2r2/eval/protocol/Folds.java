package org.s2r2.eval.protocol;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.s2r2.eval.protocol.ProtocolResults.MeanAndStd;
import org.s2r2.settings.Settings;

/**
 * The protocol of datasets whose authors fixed parts of the training images, as STL-10's did (Coates, Ng and Lee,
 * AISTATS 2011): a linear probe and a kNN classifier for each part, all of them judged on all test rows, and the mean of
 * their accuracies.
 *
 * @param settings of the linear probes
 * @param knn the kNN classifiers
 */
public record Folds(EvaluationSettings.Linear settings, Knn knn) implements Protocol {

    /** The name in experiment files and results. */
    public static final String NAME = "folds";

    /** Reads the sections {@code linear} and {@code knn}. */
    public static Folds from(Settings settings) {
        return new Folds(EvaluationSettings.Linear.from(settings.section("linear")), Knn.from(settings.section("knn")));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> refusal(String name, boolean multiLabel, boolean folds) {
        return multiLabel || folds
                ? Protocol.super.refusal(name, multiLabel, folds)
                : Optional.of("another, as " + name + " has no predefined folds as those of STL-10");
    }

    @Override
    public List<Figure> evaluate(EvaluationData data) {
        ProtocolResults.Folds found = classifiers(data);
        return List.of(
                mean("linear, " + found.count() + " folds", found.linear(), "linear"),
                Figure.hidden(found.linear().std(), "linear", "std"),
                mean("kNN, " + found.count() + " folds", found.knn(), "knn"),
                Figure.hidden(found.knn().std(), "knn", "std"),
                Figure.hidden(found.count(), "count"));
    }

    private static Figure mean(String heading, MeanAndStd values, String classifier) {
        return new Figure(List.of(classifier, "mean"), values.mean(), heading, values.std());
    }

    ProtocolResults.Folds classifiers(EvaluationData data) {
        double[] linear = new double[data.folds().size()];
        double[] voting = new double[data.folds().size()];
        for (int fold = 0; fold < linear.length; fold++) {
            int[] rows = data.folds().get(fold);
            FeatureSet part = data.train().part(data.train().name() + ", fold " + (fold + 1), rows);
            linear[fold] = LinearFit.evaluate(part, data.test(), settings, data.threads()).top1();
            WeightedKnn votes = new WeightedKnn(part, data.test(), knn);
            new CosineSimilarities(part.features(), data.test().features(), data.threads()).forEachQuery(
                    List.of(votes), query -> places(rows, data.ownRow(query)));
            voting[fold] = votes.top1();
        }
        return new ProtocolResults.Folds(MeanAndStd.of(linear), MeanAndStd.of(voting), linear.length);
    }

    /** Where a training row stands in a fold, which may have it more than once. */
    private static int[] places(int[] fold, int row) {
        return row < 0 ? new int[0] : IntStream.range(0, fold.length).filter(place -> fold[place] == row).toArray();
    }
}
