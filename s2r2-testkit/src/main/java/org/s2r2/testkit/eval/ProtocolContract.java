package org.s2r2.testkit.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Figure;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.tensor.HostArray;

/** What every protocol for images with one label each keeps. A test class extends it and says which protocol. */
public abstract class ProtocolContract {

    private static final int CLASSES = 4;
    private static final int DIM = 6;

    /** The protocol under test. */
    protected abstract Protocol protocol();

    /** Rows around one point for each class, the closer to it the smaller the spread. */
    private static FeatureSet rows(String name, int rows, double spread, long seed) {
        Random random = new Random(seed);
        Random points = new Random(9);
        double[][] centres = new double[CLASSES][DIM];
        for (double[] centre : centres) {
            for (int d = 0; d < DIM; d++) {
                centre[d] = points.nextGaussian();
            }
        }
        float[] values = new float[rows * DIM];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % CLASSES;
            for (int d = 0; d < DIM; d++) {
                values[row * DIM + d] = (float) (centres[labels[row]][d] + spread * random.nextGaussian());
            }
        }
        return new FeatureSet(name, HostArray.matrix(values, rows, DIM), labels);
    }

    private EvaluationResult judged(double spread, int threads) {
        EvaluationData data = EvaluationData.of(
                rows("train", 80, spread, 1), List.of(), rows("test", 40, spread, 2), threads);
        return Evaluator.evaluate(List.of(protocol()), data);
    }

    @Test
    protected void figuresHaveNamesOfTheirOwnAndFiniteValues() {
        EvaluationResult result = judged(0.5, 1);
        List<Figure> figures = result.byProtocol().get(protocol().resultName(false));
        assertThat(figures).isNotEmpty().allSatisfy(figure ->
                assertThat(figure.value().doubleValue()).as("%s", figure.path()).isFinite());
        assertThat(figures).extracting(Figure::path).doesNotHaveDuplicates();
        assertThat(result.figures()).as("figures that tables show").isNotEmpty();
        assertThat(protocol().name()).isNotBlank().isNotEqualTo(Evaluator.ALL);
    }

    @Test
    protected void theSameRowsGiveTheSameFiguresOnAnyNumberOfThreads() {
        EvaluationResult one = judged(0.8, 1);
        assertThat(judged(0.8, 1)).isEqualTo(one);
        assertThat(judged(0.8, 3)).isEqualTo(one);
    }

    @Test
    protected void fractionsLieBetweenZeroAndOne() {
        assertThat(judged(0.8, 2).figures()).allSatisfy(figure ->
                assertThat(figure.value().doubleValue()).as(figure.heading()).isBetween(0.0, 1.0));
    }

    /** Rows that lie class by class are easy, and rows without any order are hard. */
    @Test
    protected void theFirstFigureIsHigherWhereClassesLieApart() {
        double apart = judged(0.05, 1).figures().get(0).value().doubleValue();
        double mixed = judged(50, 1).figures().get(0).value().doubleValue();
        assertThat(apart).isGreaterThan(mixed);
    }
}
