package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.s2r2.backend.Backend;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DjlTensorEngineTest {

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

    @Test
    void aFunctionMayItselfDifferentiate() {
        try (Tensor x = wide.tensor(new double[] {3}, 1);
                ValueAndGradients outer = wide.differentiate(
                        t -> {
                            ValueAndGradients inner = wide.differentiate(u -> u.get(0).mul(u.get(0)).sum(), t);
                            return t.get(0).mul(inner.gradients().get(0)).sum();
                        },
                        List.of(x))) {
            assertThat(outer.value()).isEqualTo(18);
            assertThat(outer.gradients().get(0).toDoubles()).as("the inner gradient is a constant").containsExactly(6);
        }
    }

    @Test
    void tensorsOnTheCpuAreOnTheHost() {
        assertThat(wide.onHost()).isTrue();
        assertThat(backend.tensors().onHost()).isTrue();
    }

    @Test
    void recordingAndMemoryAreAsBeforeAfterAnException() {
        int live = wide.live();
        try (Tensor x = wide.tensor(new double[] {3}, 1);
                Tensor outside = wide.tensor(new double[] {4}, 1)) {
            Function<List<Tensor>, Tensor> failing = t -> {
                outside.mul(t.get(0)).exp();
                throw new IllegalStateException("in the function");
            };
            for (boolean mode : new boolean[] {true, false}) {
                JniUtils.setGradMode(mode);
                assertThatThrownBy(() -> wide.differentiate(failing, List.of(x))).hasMessage("in the function");
                assertThat(JniUtils.isGradMode()).isEqualTo(mode);
                assertThatThrownBy(() -> wide.evaluate(failing, List.of(x))).hasMessage("in the function");
                assertThat(JniUtils.isGradMode()).isEqualTo(mode);
            }
            assertThat(wide.live()).isEqualTo(live + 2);
            try (ValueAndGradients found = wide.differentiate(t -> outside.mul(t.get(0)).sum(), List.of(x))) {
                assertThat(found.gradients().get(0).item()).isEqualTo(4);
                assertThat(wide.live()).isEqualTo(live + 3);
            }
        }
        assertThat(wide.live()).isEqualTo(live);
    }
}
