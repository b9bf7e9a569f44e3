package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DjlTensorTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    private Backend backend;
    private NDManager manager;
    private DjlTensorEngine wide;

    @BeforeAll
    void open() {
        backend = TestBackend.open();
        manager = Engine.getInstance().newBaseManager();
        wide = new DjlTensorEngine(manager, DataType.FLOAT64, 1);
    }

    @AfterAll
    void close() {
        manager.close();
        backend.close();
    }

    private record Op(String name, Function<List<Tensor>, Tensor> function, int[] shape, double... expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static int[] shape(int... lengths) {
        return lengths;
    }

    /** On a = [[1, -2, 3], [0.5, 4, -1]], row = [10, 20, 30], column = [[2], [4]]. */
    static Stream<Op> operations() {
        return Stream.of(
                new Op("add a row", t -> t.get(0).add(t.get(1)), shape(2, 3), 11, 18, 33, 10.5, 24, 29),
                new Op("add a column on the left", t -> t.get(2).add(t.get(0)), shape(2, 3), 3, 0, 5, 4.5, 8, 3),
                new Op("row and column", t -> t.get(1).sub(t.get(2)), shape(2, 3), 8, 18, 28, 6, 16, 26),
                new Op("add a number", t -> t.get(0).add(0.5), shape(2, 3), 1.5, -1.5, 3.5, 1, 4.5, -0.5),
                new Op("sub", t -> t.get(0).sub(t.get(0)), shape(2, 3), 0, 0, 0, 0, 0, 0),
                new Op("mul", t -> t.get(0).mul(t.get(2)), shape(2, 3), 2, -4, 6, 2, 16, -4),
                new Op("mul by a number", t -> t.get(0).mul(-2), shape(2, 3), -2, 4, -6, -1, -8, 2),
                new Op("div", t -> t.get(0).div(t.get(2)), shape(2, 3), 0.5, -1, 1.5, 0.125, 1, -0.25),
                new Op("a scalar broadcasts", t -> t.get(0).mul(t.get(1).sum()), shape(2, 3),
                        60, -120, 180, 30, 240, -60),
                new Op("scalar and number", t -> t.get(1).sum().add(1).mul(2), shape(), 122),
                new Op("matmul", t -> t.get(0).matmul(t.get(0).transpose()), shape(2, 2), 14, -10.5, -10.5, 17.25),
                new Op("transpose", t -> t.get(0).transpose(), shape(3, 2), 1, 0.5, -2, 4, 3, -1),
                new Op("reshape", t -> t.get(0).transpose().reshape(6), shape(6), 1, 0.5, -2, 4, 3, -1),
                new Op("exp", t -> t.get(2).exp(), shape(2, 1), Math.exp(2), Math.exp(4)),
                new Op("log", t -> t.get(2).log(), shape(2, 1), Math.log(2), Math.log(4)),
                new Op("sqrt", t -> t.get(2).sqrt(), shape(2, 1), Math.sqrt(2), 2),
                new Op("sigmoid", t -> t.get(2).sigmoid(), shape(2, 1), 1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(-4))),
                new Op("sigmoid far out", t -> t.get(2).mul(-1e5).sigmoid(), shape(2, 1), 0, 0),
                new Op("relu", t -> t.get(0).relu(), shape(2, 3), 1, 0, 3, 0.5, 4, 0),
                new Op("sum", t -> t.get(0).sum(), shape(), 5.5),
                new Op("sum of rows", t -> t.get(0).sum(0), shape(3), 1.5, 2, 2),
                new Op("sum of columns", t -> t.get(0).sum(-1), shape(2), 2, 3.5),
                new Op("mean", t -> t.get(0).mean(1), shape(2), 2.0 / 3, 3.5 / 3),
                new Op("max", t -> t.get(0).max(1), shape(2), 3, 4),
                new Op("max of rows", t -> t.get(0).max(0), shape(3), 1, 4, 3),
                new Op("logSumExp", t -> t.get(1).mul(100).logSumExp(0), shape(), 3000),
                new Op("logSumExp of columns", t -> t.get(0).logSumExp(-1), shape(2),
                        Math.log(Math.exp(1) + Math.exp(-2) + Math.exp(3)),
                        Math.log(Math.exp(0.5) + Math.exp(4) + Math.exp(-1))),
                new Op("gather", t -> t.get(0).gather(new int[] {2, 2, 0, 1}, 2), shape(2, 2), 3, 3, 0.5, 4),
                new Op("rows", t -> t.get(0).rows(1, 2), shape(1, 3), 0.5, 4, -1),
                new Op("no rows", t -> t.get(0).rows(1, 1), shape(0, 3)),
                new Op("concat", t -> t.get(2).concat(t.get(2).mul(3)), shape(4, 1), 2, 4, 6, 12),
                new Op("detach", t -> t.get(2).detach(), shape(2, 1), 2, 4),
                new Op("constant", t -> t.get(0).constant(new double[] {1, 2}, 2, 1), shape(2, 1), 1, 2),
                new Op("an input itself", t -> t.get(1), shape(3), 10, 20, 30));
    }

    private static List<Tensor> inputs(TensorEngine engine) {
        return List.of(
                engine.tensor(new double[] {1, -2, 3, 0.5, 4, -1}, 2, 3),
                engine.tensor(new float[] {10, 20, 30}, 3),
                engine.tensor(new double[] {2, 4}, 2, 1));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationGivesTheValuesWorkedOutByHandInBothPrecisions(Op op) {
        for (TensorEngine engine : List.of(wide, backend.tensors())) {
            List<Tensor> inputs = inputs(engine);
            double tolerance = engine == wide ? 1e-12 : 1e-5;
            try (Tensor result = engine.evaluate(op.function(), inputs);
                    Tensor direct = op.function().apply(inputs)) {
                for (Tensor found : List.of(result, direct)) {
                    assertThat(found.shape()).containsExactly(op.shape());
                    assertThat(found.dataType()).isEqualTo(engine.dataType());
                    assertThat(found.toDoubles()).containsExactly(op.expected(), within(tolerance));
                    assertThat(found.toFloats()).hasSize(op.expected().length);
                }
            }
            inputs.forEach(Tensor::close);
        }
    }

    static Stream<Op> differentiable() {
        return operations().filter(op -> !List.of("detach", "constant", "no rows").contains(op.name()));
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void theGradientOfAnOperationIsItsFiniteDifference(Op op) {
        // Weighted, so that no element's gradient hides behind another's.
        Function<List<Tensor>, Tensor> scalar = t -> {
            Tensor y = op.function().apply(t);
            double[] weights = new double[y.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = 0.3 + 0.7 * i;
            }
            return y.mul(y.constant(weights, y.shape())).sum();
        };
        double[][] at = {{1, -2, 3, 0.5, 4, -1}, {10, 20, 30}, {2, 4}};
        int[][] shapes = {{2, 3}, {3}, {2, 1}};
        List<Tensor> inputs = inputs(wide);
        try (ValueAndGradients found = wide.differentiate(scalar, inputs)) {
            for (int k = 0; k < at.length; k++) {
                double[] expected = new double[at[k].length];
                for (int i = 0; i < expected.length; i++) {
                    double up = moved(scalar, at, shapes, k, i, 1e-6);
                    expected[i] = (up - moved(scalar, at, shapes, k, i, -1e-6)) / 2e-6;
                }
                assertThat(found.gradients().get(k).shape()).containsExactly(shapes[k]);
                double[] gradient = found.gradients().get(k).toDoubles();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(gradient[i])
                            .as("input %d, element %d", k, i)
                            .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
                }
            }
        }
        inputs.forEach(Tensor::close);
    }

    private double moved(Function<List<Tensor>, Tensor> f, double[][] at, int[][] shapes, int k, int i, double by) {
        List<Tensor> inputs = new ArrayList<>();
        for (int j = 0; j < at.length; j++) {
            double[] values = at[j].clone();
            if (j == k) {
                values[i] += by;
            }
            inputs.add(wide.tensor(values, shapes[j]));
        }
        try (Tensor value = wide.evaluate(f, inputs)) {
            return value.item();
        } finally {
            inputs.forEach(Tensor::close);
        }
    }

    @Test
    void theGradientOfAMaximumGoesToTheFirstOfEquals() {
        assertThat(gradient(x -> x.max(1).sum(), new double[] {1, 3, 3, 3, 2, 2}, 2, 3))
                .containsExactly(0, 1, 0, 1, 0, 0);
        double[] many = new double[100];
        many[41] = many[57] = many[90] = 1;
        double[] expected = new double[100];
        expected[41] = 1;
        assertThat(gradient(x -> x.max(-1).sum(), many, 1, 100)).containsExactly(expected);
        assertThat(gradient(x -> x.max(0).sum(), many, 100, 1)).containsExactly(expected);
    }

    @Test
    void theGradientOfReluAtZeroIsZero() {
        assertThat(gradient(x -> x.relu().sum(), new double[] {-1, 0, 1}, 3)).containsExactly(0, 0, 1);
    }

    @Test
    void aColumnGatheredTwiceReceivesBothGradients() {
        double[] gradient = gradient(
                x -> {
                    Tensor picked = x.gather(new int[] {0, 1, 1, 2, 2, 2}, 3);
                    return picked.mul(picked.constant(new double[] {1, 10, 100, 2, 20, 200}, 2, 3)).sum();
                },
                new double[6],
                2,
                3);
        assertThat(gradient).containsExactly(1, 110, 0, 0, 0, 222);
    }

    @Test
    void logSumExpOfMinusInfinityIsMinusInfinityAndOneOfItsTermsCountsForNothing() {
        try (Tensor x = wide.tensor(new double[] {-INF, -INF, -INF, 0}, 2, 2);
                Tensor y = x.logSumExp(1)) {
            assertThat(y.toDoubles()).containsExactly(-INF, 0);
        }
        assertThat(gradient(x -> x.logSumExp(1).sum(), new double[] {-INF, 0}, 1, 2)).containsExactly(0, 1);
    }

    @Test
    void nothingFlowsThroughDetachAndAnInputWithoutInfluenceHasGradientZero() {
        assertThat(gradient(x -> x.mul(x.detach()).sum(), new double[] {3, 5}, 2)).containsExactly(3, 5);
        assertThat(gradient(x -> x.detach().sum(), new double[] {3, 5}, 2)).containsExactly(0, 0);
        try (Tensor x = wide.tensor(new double[] {2}, 1);
                Tensor y = wide.tensor(new double[] {7, 7}, 2);
                ValueAndGradients found = wide.differentiate(t -> t.get(0).mul(t.get(0)).sum(), List.of(x, y))) {
            assertThat(found.value()).isEqualTo(4);
            assertThat(found.gradients().get(0).toDoubles()).containsExactly(4);
            assertThat(found.gradients().get(1).toDoubles()).containsExactly(0, 0);
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        try (Tensor a = wide.tensor(new double[6], 2, 3);
                Tensor b = wide.tensor(new double[4], 2, 2);
                Tensor narrow = backend.tensors().tensor(new double[6], 2, 3)) {
            List<ThrowingCallable> calls = List.of(
                    () -> a.add(b),
                    () -> a.div(b),
                    () -> a.matmul(a),
                    () -> a.reshape(5),
                    () -> a.reshape(-2, -3),
                    () -> a.sum(2),
                    () -> a.max(-3),
                    () -> a.sum().logSumExp(0),
                    () -> a.sum().transpose(),
                    () -> a.gather(new int[] {0, 3}, 1),
                    () -> a.gather(new int[] {0}, 1),
                    () -> a.rows(1, 3),
                    () -> a.concat(b),
                    () -> a.item(),
                    () -> a.add(narrow),
                    () -> wide.tensor(new double[5], 2, 3),
                    () -> wide.tensor(new float[5], 2, 3),
                    () -> wide.differentiate(t -> t.get(0), List.of(a)));
            assertThat(calls).allSatisfy(
                    call -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class));
        }
    }

    private double[] gradient(Function<Tensor, Tensor> function, double[] at, int... shape) {
        try (Tensor x = wide.tensor(at, shape);
                ValueAndGradients found = wide.differentiate(t -> function.apply(t.get(0)), List.of(x))) {
            return found.gradients().get(0).toDoubles();
        }
    }
}
