package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.objective.LossFunction;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.objective.ComposedForm;
import org.s2r2.testkit.objective.GoldenCase;

/**
 * The golden values of a public implementation of Smooth-AP, on libtorch. The loss is exact there to two units in the
 * last place of 1, the gradient to one unit in the last place of 1 / temperature.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class SmoothApOnDjlTest {

    private static final double ULP = Math.ulp(1.0);

    private Backend backend;
    private NDManager manager;

    @BeforeAll
    void open() {
        backend = TestBackend.open();
        manager = Engine.getInstance().newBaseManager();
    }

    @AfterAll
    void close() {
        manager.close();
        backend.close();
    }

    static List<GoldenCase> cases() {
        return GoldenCase.list();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReferenceInSinglePrecision(GoldenCase golden) {
        requireAgreement(golden.smoothAp(), backend.tensors(), golden, 1e-4);
    }

    /** What runs on a GPU. */
    @ParameterizedTest
    @MethodSource("cases")
    void theComposedFormAgreesInSinglePrecisionToo(GoldenCase golden) {
        requireAgreement(new ComposedForm(golden.smoothAp()), backend.tensors(), golden, 1e-4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReferenceInDoublePrecision(GoldenCase golden) {
        requireAgreement(golden.smoothAp(), new DjlTensorEngine(manager, DataType.FLOAT64, 1), golden, 1e-9);
    }

    private static void requireAgreement(
            LossFunction objective, TensorEngine engine, GoldenCase golden, double tolerance) {
        try (Tensor embeddings = engine.tensor(golden.embeddings(), golden.rows(), golden.dim());
                ValueAndGradients found = objective.evaluate(engine, embeddings, golden.layout())) {
            assertThat(found.value())
                    .isCloseTo(golden.loss(), within(tolerance * golden.loss() + 2 * ULP));
            double largest = DoubleStream.of(golden.gradient()).map(Math::abs).max().orElseThrow();
            assertThat(found.gradients().get(0).toDoubles())
                    .containsExactly(golden.gradient(), within(tolerance * largest + ULP / golden.temperature()));
        }
    }
}
