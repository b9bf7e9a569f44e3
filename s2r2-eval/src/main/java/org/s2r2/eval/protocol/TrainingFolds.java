package org.s2r2.eval.protocol;

import java.util.List;
import org.s2r2.eval.protocol.EvaluationResult.MeanAndStd;

/**
 * The protocol of datasets whose authors fixed parts of the training images, as STL-10's did (Coates, Ng and Lee,
 * AISTATS 2011): a classifier for each part, all of them judged on all test rows, and the mean of their accuracies.
 */
final class TrainingFolds {

    private TrainingFolds() {}

    /** @param folds the training rows of each fold */
    static EvaluationResult.Folds evaluate(
            FeatureSet train, List<int[]> folds, FeatureSet test, EvaluationSettings settings) {
        double[] linear = new double[folds.size()];
        double[] knn = new double[folds.size()];
        for (int fold = 0; fold < linear.length; fold++) {
            FeatureSet part = train.part(train.name() + ", fold " + (fold + 1), folds.get(fold));
            linear[fold] = LinearProbe.evaluate(part, test, settings.linear(), settings.threads()).top1();
            WeightedKnn voting = new WeightedKnn(part, test, settings.knn());
            new CosineSimilarities(part.features(), test.features(), settings.threads()).forEachQuery(List.of(voting));
            knn[fold] = voting.result().top1();
        }
        return new EvaluationResult.Folds(MeanAndStd.of(linear), MeanAndStd.of(knn), linear.length);
    }
}
