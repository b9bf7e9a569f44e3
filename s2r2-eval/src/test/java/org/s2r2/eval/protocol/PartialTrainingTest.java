package org.s2r2.eval.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.s2r2.eval.protocol.BruteForce.clusters;
import static org.s2r2.eval.protocol.BruteForce.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.InvalidInputException;

/** Protocols that train on parts of the training rows: predefined folds, and small fractions of the labels. */
class PartialTrainingTest {

    private static final EvaluationSettings SETTINGS = EvaluationSettings.defaults().withThreads(2);

    private final FeatureSet train = clusters("train", 400, 9, 4, 3, 1);
    private final FeatureSet test = clusters("test", 150, 9, 4, 3, 2);

    private FeatureSet rows(int... rows) {
        List<Float> values = new ArrayList<>();
        for (int row : rows) {
            for (double value : BruteForce.row(train, row)) {
                values.add((float) value);
            }
        }
        float[] flat = new float[values.size()];
        IntStream.range(0, flat.length).forEach(i -> flat[i] = values.get(i));
        return set(IntStream.of(rows).map(row -> train.labels()[row]).toArray(), flat);
    }

    private double linear(FeatureSet part) {
        return LinearFit.evaluate(part, test, SETTINGS.linear(), SETTINGS.threads()).top1();
    }

    @Test
    void aProbeWithAPartOfTheLabelsIsTheProbeOfThoseRows() {
        EvaluationSettings settings = new EvaluationSettings(SETTINGS.knn(), SETTINGS.linear(),
                new EvaluationSettings.Labels(List.of(0.1, 1.0, 0.005), 7), 2);
        Map<String, ProtocolResults.Linear> found =
                new FewLabels(settings.labels(), settings.linear())
                        .probes(EvaluationData.of(train, List.of(), test, settings.threads()));
        assertThat(found.keySet()).containsExactly("10%", "100%", "0.5%");
        int[] labels = IntStream.of(train.labels()).map(label -> label - 3).toArray();
        boolean[] tenth = StratifiedSample.labelled(labels, 4, 0.1, 7);
        assertThat(found.get("10%").top1())
                .isEqualTo(linear(rows(IntStream.range(0, 400).filter(i -> tenth[i]).toArray())))
                .isNotEqualTo(found.get("100%").top1());
        assertThat(found.get("100%").top1()).isEqualTo(linear(train));
        // One row a class: none to choose the strength on.
        assertThat(found.get("0.5%").strength()).isEqualTo(1);
    }

    @Test
    void foldsGiveMeanAndDeviationOfClassifiersTrainedOnOneEach() {
        int[][] folds = {
            IntStream.range(0, 60).toArray(),
            IntStream.range(0, 80).map(i -> 399 - 3 * i).toArray(),
            {5, 17, 5, 200, 201, 202, 203, 204, 205, 206}
        };
        double[] linear = new double[3];
        double[] knn = new double[3];
        for (int fold = 0; fold < 3; fold++) {
            linear[fold] = linear(rows(folds[fold]));
            knn[fold] = BruteForce.knn(rows(folds[fold]), test, 200, 0.07);
        }
        ProtocolResults.Folds found =
                new Folds(SETTINGS.linear(), SETTINGS.knn())
                        .classifiers(EvaluationData.of(train, List.of(folds), test, SETTINGS.threads()));
        assertThat(found.count()).isEqualTo(3);
        assertMeanAndDeviation(found.linear(), linear);
        assertMeanAndDeviation(found.knn(), knn);
    }

    private static void assertMeanAndDeviation(ProtocolResults.MeanAndStd found, double... values) {
        double mean = (values[0] + values[1] + values[2]) / 3;
        // The mean squared difference of all pairs is twice the variance (Gini).
        double pairs = Math.pow(values[0] - values[1], 2) + Math.pow(values[0] - values[2], 2)
                + Math.pow(values[1] - values[2], 2);
        assertThat(found.mean()).isCloseTo(mean, within(1e-12));
        assertThat(found.std()).isCloseTo(Math.sqrt(pairs / 6), within(1e-12)).isGreaterThan(0);
    }

    @Test
    void aSingleFoldHasNoDeviationAndOneWithoutRowsIsRefusedByName() {
        int[] one = IntStream.range(0, 50).toArray();
        Folds protocol = new Folds(SETTINGS.linear(), SETTINGS.knn());
        EvaluationResult single = Evaluator.evaluate(
                List.of(protocol), EvaluationData.of(train, List.of(one), test, SETTINGS.threads()));
        assertThat(single.value("folds", "knn", "std")).isZero();
        assertThatThrownBy(() -> Evaluator.evaluate(
                        List.of(protocol), EvaluationData.of(train, List.of(one, new int[0]), test, SETTINGS.threads())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train, fold 2: features of shape [0, 9]");
    }
}
