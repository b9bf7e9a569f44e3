package org.s2r2.objective.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewLayout;

class SmoothNdcgTest extends ObjectiveContract {

    private static final double TEMPERATURE = 0.1;
    private static final int DIM = 4;

    @Override
    protected Objective objective() {
        return new SmoothNdcg(0.05, 0.2);
    }

    /** Views that coincide tie. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.ZERO_FOR_A_PERFECT_RANKING);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new SmoothNdcg(1e-4, 0.01), new SmoothNdcg(10, 1));
    }

    private static double loss(double floor, double[] rows, ViewLayout layout, List<Crop> crops) {
        TensorEngine engine = HostTensorEngine.float64();
        ObjectiveStep step = new ObjectiveStep(layout, 0, 0, List.of(), crops);
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), rows.length / layout.rows());
                ValueAndGradients found = new SmoothNdcg(TEMPERATURE, floor).evaluate(engine, embeddings, step)) {
            return found.value();
        }
    }

    private static List<Crop> crops(ViewLayout layout) {
        Random random = new Random(4);
        return Stream.generate(() -> new Crop(
                        random.nextInt(20), random.nextInt(20), 1 + random.nextInt(20), 1 + random.nextInt(20)))
                .limit(layout.rows())
                .toList();
    }

    /** The Javadoc of {@link SmoothNdcg} for one query whose positives have these overlaps. */
    private static double definition(double[] positives, double[] negatives, double[] overlaps, double floor) {
        double[] gains = Arrays.stream(overlaps).map(o -> Math.pow(2, floor + (1 - floor) * o) - 1).toArray();
        double found = 0;
        for (int i = 0; i < positives.length; i++) {
            double rank = RecallAtKTest.smoothRank(positives, negatives, i, TEMPERATURE);
            found += gains[i] / (Math.log(1 + rank) / Math.log(2));
        }
        Arrays.sort(gains);
        double best = 0;
        for (int i = 0; i < gains.length; i++) {
            best += gains[gains.length - 1 - i] / (Math.log(2 + i) / Math.log(2));
        }
        return 1 - found / best;
    }

    private static double definition(double[] rows, ViewLayout layout, List<Crop> crops, double floor) {
        double total = 0;
        for (int query = 0; query < layout.rows(); query++) {
            List<Double> positives = new ArrayList<>();
            List<Double> negatives = new ArrayList<>();
            List<Double> overlaps = new ArrayList<>();
            for (int row = 0; row < layout.rows(); row++) {
                double s = Batches.similarity(rows, DIM, query, row);
                if (layout.image(row) != layout.image(query)) {
                    negatives.add(s);
                } else if (row != query) {
                    positives.add(s);
                    overlaps.add(crops.get(query).overlap(crops.get(row)));
                }
            }
            total += definition(plain(positives), plain(negatives), plain(overlaps), floor);
        }
        return total / layout.rows();
    }

    private static double[] plain(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void equalsTheDefinitionWrittenAsLoopsWhereTheCropsAreKnown() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(5, 4), ViewLayout.imageMajor(3, 5))) {
            for (double floor : new double[] {0.01, 0.2, 1}) {
                double[] rows = Batches.clustered(layout, DIM, 0.8, 9);
                assertThat(loss(floor, rows, layout, crops(layout)))
                        .isCloseTo(definition(rows, layout, crops(layout), floor), within(1e-13));
            }
        }
    }

    @Test
    void allPositivesAreEquallyRelevantWhereNobodyKnowsTheCrops() {
        BruteForce.requireDefinition(new SmoothNdcg(TEMPERATURE, 0.2), (positives, negatives) -> {
            double[] ones = new double[positives.length];
            Arrays.fill(ones, 1);
            return definition(positives, negatives, ones, 0.2);
        });
    }

    @Test
    void theGradientWithCropsPassesThroughBlocksAndEqualsFiniteDifferences() {
        ViewLayout layout = ViewLayout.viewMajor(3, 3);
        double[] rows = Batches.clustered(layout, DIM, 0.8, 10);
        TensorEngine engine = HostTensorEngine.float64();
        ObjectiveStep step = new ObjectiveStep(layout, 0, 0, List.of(), crops(layout));
        try (Tensor embeddings = engine.tensor(rows, layout.rows(), DIM);
                ValueAndGradients found = new SmoothNdcg(TEMPERATURE, 0.2).evaluate(engine, embeddings, step)) {
            double[] gradient = found.gradients().get(0).toDoubles();
            for (int i = 0; i < rows.length; i++) {
                double[] above = rows.clone();
                double[] below = rows.clone();
                above[i] += 1e-6;
                below[i] -= 1e-6;
                double slope = (loss(0.2, above, layout, step.crops()) - loss(0.2, below, layout, step.crops())) / 2e-6;
                assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
            }
        }
    }

    /** Both orders rank the positives before the negatives; they differ in which positive is nearer. */
    @Test
    void theViewThatShowsTheSamePartShouldRankFirst() {
        ViewLayout layout = ViewLayout.imageMajor(2, 3);
        Crop part = new Crop(0, 0, 10, 10);
        Crop elsewhere = new Crop(50, 50, 10, 10);
        List<Crop> crops = List.of(part, part, elsewhere, part, part, elsewhere);
        double[] right = {1, 0, Math.cos(0.1), Math.sin(0.1), Math.cos(0.9), Math.sin(0.9), -1, 0, -Math.cos(0.1),
            -Math.sin(0.1), -Math.cos(0.9), -Math.sin(0.9)};
        double[] wrong = right.clone();
        for (int image : new int[] {0, 6}) {
            System.arraycopy(right, image + 2, wrong, image + 4, 2);
            System.arraycopy(right, image + 4, wrong, image + 2, 2);
        }
        assertThat(loss(0.01, wrong, layout, crops)).isGreaterThan(loss(0.01, right, layout, crops) + 0.05);
    }

    @Test
    void readsItsSettings() {
        Settings settings = Settings.of("test", Map.of());
        assertThat(SmoothNdcg.from(settings).name()).isEqualTo("smooth-ndcg");
        assertThat(settings.resolved()).isEqualTo(Map.of("temperature", 0.01, "floor", 0.2));
        assertThatThrownBy(() -> SmoothNdcg.from(Settings.of("test", Map.of("floor", 0))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("floor: found 0, expected a number from 0.01 to 1");
        assertThatThrownBy(() -> new SmoothNdcg(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
