package org.s2r2.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/** What every implementation of {@link Tensor} does; a subclass gives its engine in double precision. */
public abstract class TensorContract {

    private final Random random = new Random(7);

    /** The engine to test, of {@link DataType#FLOAT64}. */
    protected abstract TensorEngine engine();

    private TensorChecks checks() {
        return new TensorChecks(engine());
    }

    @Test
    void keepsValuesAndShape() {
        try (Tensor x = engine().tensor(new double[] {1, 2, 3, 4, 5, 6}, 2, 3)) {
            assertThat(x.shape()).containsExactly(2, 3);
            assertThat(x.rank()).isEqualTo(2);
            assertThat(x.size()).isEqualTo(6);
            assertThat(x.dataType()).isEqualTo(engine().dataType());
            assertThat(x.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(x.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
        try (Tensor x = engine().tensor(new float[] {1.5f})) {
            assertThat(x.shape()).isEmpty();
            assertThat(x.item()).isEqualTo(1.5);
        }
    }

    @Test
    void broadcastsArithmeticLikeNumPy() {
        int[][][] pairs = {
            {{2, 3}, {2, 3}}, {{2, 3}, {3}}, {{3}, {2, 3}}, {{2, 3}, {2, 1}}, {{2, 1}, {2, 3}}, {{2, 3}, {}},
            {{}, {2, 3}}, {{2, 1, 4}, {2, 3, 1}}, {{2, 3, 1}, {2, 1, 4}}, {{2, 3, 4}, {3, 1}}, {{1, 3}, {2, 1}},
            {{2, 1, 3, 1}, {5, 1, 4}}, {{1}, {1, 1}}
        };
        for (int[][] pair : pairs) {
            double[] a = numbers(pair[0]);
            double[] b = numbers(pair[1]);
            checkBroadcast(a, pair[0], b, pair[1], Tensor::add, (x, y) -> x + y);
            checkBroadcast(a, pair[0], b, pair[1], Tensor::sub, (x, y) -> x - y);
            checkBroadcast(a, pair[0], b, pair[1], Tensor::mul, (x, y) -> x * y);
            checkBroadcast(a, pair[0], b, pair[1], Tensor::div, (x, y) -> x / y);
        }
    }

    private void checkBroadcast(double[] a, int[] aShape, double[] b, int[] bShape,
            BinaryOperator<Tensor> operation, BinaryOperator<Double> oracle) {
        int[] shape = PlainBroadcast.shape(aShape, bShape);
        double[] expected = new double[PlainBroadcast.size(shape)];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = oracle.apply(
                    a[PlainBroadcast.place(i, shape, aShape)], b[PlainBroadcast.place(i, shape, bShape)]);
        }
        checks().value(inputs -> operation.apply(inputs.get(0), inputs.get(1)), List.of(a, b), List.of(aShape, bShape),
                shape, expected);
        checks().gradient(inputs -> operation.apply(inputs.get(0), inputs.get(1)), List.of(a, b), List.of(aShape, bShape));
    }

    @Test
    void appliesElementwiseFunctions() {
        checkUnary(x -> x.add(2.5), x -> x + 2.5);
        checkUnary(x -> x.mul(-3), x -> x * -3);
        checkUnary(Tensor::exp, Math::exp);
        checkUnary(Tensor::log, Math::log);
        checkUnary(Tensor::sqrt, Math::sqrt);
        checkUnary(Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x)));
        checkUnary(x -> x.add(-1.2).relu(), x -> Math.max(x - 1.2, 0));
    }

    private void checkUnary(UnaryOperator<Tensor> operation, UnaryOperator<Double> oracle) {
        int[] shape = {3, 5};
        double[] x = numbers(shape);
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = oracle.apply(x[i]);
        }
        checks().all(inputs -> operation.apply(inputs.get(0)), x, shape, shape, expected);
    }

    @Test
    void multipliesMatrices() {
        for (int[] nkm : new int[][] {{1, 1, 1}, {2, 3, 4}, {5, 4, 3}, {3, 9, 6}, {6, 7, 1}}) {
            int[] left = {nkm[0], nkm[1]};
            int[] right = {nkm[1], nkm[2]};
            double[] a = numbers(left);
            double[] b = numbers(right);
            double[] expected = new double[nkm[0] * nkm[2]];
            for (int i = 0; i < nkm[0]; i++) {
                for (int j = 0; j < nkm[2]; j++) {
                    for (int p = 0; p < nkm[1]; p++) {
                        expected[i * nkm[2] + j] += a[i * nkm[1] + p] * b[p * nkm[2] + j];
                    }
                }
            }
            Function<List<Tensor>, Tensor> product = inputs -> inputs.get(0).matmul(inputs.get(1));
            checks().value(product, List.of(a, b), List.of(left, right), new int[] {nkm[0], nkm[2]}, expected);
            checks().gradient(product, List.of(a, b), List.of(left, right));
        }
    }

    @Test
    void rearrangesElements() {
        double[] x = numbers(new int[] {2, 3});
        double[] transposed = {x[0], x[3], x[1], x[4], x[2], x[5]};
        checks().all(in -> in.get(0).transpose(), x, new int[] {2, 3}, new int[] {3, 2}, transposed);
        checks().all(in -> in.get(0).reshape(3, 1, 2), x, new int[] {2, 3}, new int[] {3, 1, 2}, x);
        checks().all(in -> in.get(0).rows(1, 2), x, new int[] {3, 2}, new int[] {1, 2}, new double[] {x[2], x[3]});
        checks().all(in -> in.get(0).rows(2, 5), x, new int[] {6}, new int[] {3}, new double[] {x[2], x[3], x[4]});
        // The second row picks one column twice.
        int[] columns = {2, 0, 1, 1};
        checks().all(in -> in.get(0).gather(columns, 2), x, new int[] {2, 3}, new int[] {2, 2},
                new double[] {x[2], x[0], x[4], x[4]});
    }

    @Test
    void reshapesBetweenAScalarAndOneElement() {
        double[] x = {1.5};
        checks().all(in -> in.get(0).reshape(1, 1), x, new int[0], new int[] {1, 1}, x);
        checks().all(in -> in.get(0).reshape(), x, new int[] {1}, new int[0], x);
    }

    @Test
    void concatenatesAlongTheFirstAxis() {
        double[] a = numbers(new int[] {2, 3});
        double[] b = numbers(new int[] {1, 3});
        Function<List<Tensor>, Tensor> concat = inputs -> inputs.get(0).concat(inputs.get(1));
        List<int[]> shapes = List.of(new int[] {2, 3}, new int[] {1, 3});
        double[] expected = {a[0], a[1], a[2], a[3], a[4], a[5], b[0], b[1], b[2]};
        checks().value(concat, List.of(a, b), shapes, new int[] {3, 3}, expected);
        checks().gradient(concat, List.of(a, b), shapes);
    }

    @Test
    void reducesAlongEachAxis() {
        int[] shape = {2, 3, 4};
        double[] x = numbers(shape);
        for (int axis = -3; axis < 3; axis++) {
            int along = axis;
            int positive = Math.floorMod(axis, 3);
            int length = shape[positive];
            int inner = positive == 2 ? 1 : positive == 1 ? 4 : 12;
            int[] rest = positive == 0 ? new int[] {3, 4} : positive == 1 ? new int[] {2, 4} : new int[] {2, 3};
            double[] sums = new double[x.length / length];
            double[] maxima = new double[sums.length];
            double[] logs = new double[sums.length];
            double[] means = new double[sums.length];
            for (int i = 0; i < sums.length; i++) {
                maxima[i] = Double.NEGATIVE_INFINITY;
                for (int l = 0; l < length; l++) {
                    double element = x[(i / inner * length + l) * inner + i % inner];
                    sums[i] += element;
                    maxima[i] = Math.max(maxima[i], element);
                    logs[i] += Math.exp(element);
                }
                logs[i] = Math.log(logs[i]);
                means[i] = sums[i] / length;
            }
            checks().all(in -> in.get(0).sum(along), x, shape, rest, sums);
            checks().all(in -> in.get(0).mean(along), x, shape, rest, means);
            checks().all(in -> in.get(0).max(along), x, shape, rest, maxima);
            checks().all(in -> in.get(0).logSumExp(along), x, shape, rest, logs);
        }
    }

    @Test
    void reducesToAScalar() {
        double[] x = {1, 2, 4, 5};
        checks().all(in -> in.get(0).sum(), x, new int[] {2, 2}, new int[0], new double[] {12});
        checks().all(in -> in.get(0).mean(), x, new int[] {2, 2}, new int[0], new double[] {3});
    }

    @Test
    void theGradientOfMaxGoesToTheFirstOfEquals() {
        assertThat(checks().gradientAt(x -> x.max(1).sum(), new double[] {1, 3, 3, 2, 2, 2}, 2, 3))
                .containsExactly(0, 1, 0, 1, 0, 0);
    }

    @Test
    void theGradientOfReluAtZeroIsZero() {
        assertThat(checks().gradientAt(x -> x.relu().sum(), new double[] {-1, 0, 1}, 3)).containsExactly(0, 0, 1);
    }

    @Test
    void sigmoidSaturatesWithoutOverflow() {
        double[] x = {-1000, -30, 0, 1000};
        checks().all(in -> in.get(0).sigmoid(), x, new int[] {4}, new int[] {4}, new double[] {0, 9.357622968840175e-14, 0.5, 1});
        assertThat(checks().gradientAt(t -> t.sigmoid().sum(), x, 4)).doesNotContain(Double.NaN);
    }

    @Test
    void logSumExpOfLargeNumbersDoesNotOverflow() {
        double[] x = {1000, 1000, -1000, -1000};
        double log2 = Math.log(2);
        checks().all(in -> in.get(0).logSumExp(1), x, new int[] {2, 2}, new int[] {2}, new double[] {1000 + log2, log2 - 1000});
    }

    @Test
    void aMaskedElementOfLogSumExpGetsNoGradient() {
        assertThat(checks().gradientAt(x -> x.logSumExp(0), new double[] {2, Double.NEGATIVE_INFINITY}, 2)).containsExactly(1, 0);
    }

    @Test
    void gradientsAddUpOverTheUsesOfATensor() {
        // d/dx (x * x + x / x + 3x + x) = 2x + 4
        double[] x = {1.5, -2};
        double[] found = checks().gradientAt(t -> t.mul(t).add(t.div(t)).add(t.mul(3)).add(t).sum(), x, 2);
        assertThat(found).containsExactly(new double[] {7, 0}, within(1e-12));
        checks().all(in -> in.get(0).matmul(in.get(0).transpose()), new double[] {1, 2}, new int[] {1, 2}, new int[] {1, 1},
                new double[] {5});
    }

    @Test
    void detachAndConstantsCutTheGradient() {
        assertThat(checks().gradientAt(x -> x.detach().mul(x).sum(), new double[] {3, 4}, 2)).containsExactly(3, 4);
        assertThat(checks().gradientAt(x -> x.mul(x.constant(new double[] {5, 6}, 2)).sum(), new double[] {3, 4}, 2))
                .containsExactly(5, 6);
    }

    @Test
    void anInputWithoutInfluenceHasAZeroGradient() {
        assertThat(checks().gradientAt(x -> x.constant(new double[] {5}), new double[] {3, 4}, 2)).containsExactly(0, 0);
        assertThat(checks().gradientAt(x -> x.rows(0, 1).sum(), new double[] {3, 4}, 2)).containsExactly(1, 0);
    }

    @Test
    void differentiatesEachInput() {
        try (Tensor a = engine().tensor(new double[] {2, 3}, 2);
                Tensor b = engine().tensor(new double[] {5, 7}, 2);
                ValueAndGradients found =
                        engine().differentiate(in -> in.get(0).mul(in.get(1)).sum(), List.of(a, b))) {
            assertThat(found.value()).isEqualTo(31);
            assertThat(found.gradients().get(0).toDoubles()).containsExactly(5, 7);
            assertThat(found.gradients().get(1).toDoubles()).containsExactly(2, 3);
            assertThat(a.toDoubles()).as("the input, still open").containsExactly(2, 3);
        }
    }

    @Test
    void onlyAScalarCanBeDifferentiated() {
        try (Tensor x = engine().tensor(new double[] {2, 3}, 2)) {
            assertThatThrownBy(() -> engine().differentiate(in -> in.get(0).exp(), List.of(x)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        checks().refusal(x -> x.add(x.constant(new double[2], 2)));
        checks().refusal(x -> x.sub(x.constant(new double[6], 3, 2)));
        checks().refusal(x -> x.matmul(x));
        checks().refusal(x -> x.matmul(x.constant(new double[3], 3)));
        checks().refusal(x -> x.reshape(6).transpose());
        checks().refusal(x -> x.reshape(4));
        checks().refusal(x -> x.sum(2));
        checks().refusal(x -> x.sum(-3));
        checks().refusal(x -> x.max(2));
        checks().refusal(x -> x.logSumExp(2));
        checks().refusal(x -> x.gather(new int[] {0, 1, 2}, 2));
        checks().refusal(x -> x.gather(new int[] {0, 3}, 1));
        checks().refusal(x -> x.gather(new int[] {-1, 0}, 1));
        checks().refusal(x -> x.rows(1, 3));
        checks().refusal(x -> x.rows(-1, 1));
        checks().refusal(x -> x.rows(2, 1));
        checks().refusal(x -> x.concat(x.transpose()));
        checks().refusal(x -> x.constant(new double[5], 2, 3));
        assertThatThrownBy(() -> engine().tensor(new double[5], 2, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingTwiceIsHarmless() {
        Tensor x = engine().tensor(new double[] {1}, 1);
        x.close();
        x.close();
    }

    /** Distinct numbers from 0.5 to 2, where every function here is smooth. */
    private double[] numbers(int[] shape) {
        double[] numbers = new double[PlainBroadcast.size(shape)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.5 + 1.5 * random.nextDouble();
        }
        return numbers;
    }
}
