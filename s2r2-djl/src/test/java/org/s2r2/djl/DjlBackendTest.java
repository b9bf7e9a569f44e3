package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.backend.BackendContract;

class DjlBackendTest extends BackendContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }

    @Override
    protected boolean gpuPresent() {
        return Engine.getInstance().getGpuCount() > 0;
    }

    @Test
    void theModuleIsFoundAsAServiceAndBindsTheBackendUnderItsName() {
        Map<String, BackendFactory> factories = Guice.createInjector(ServiceLoader.load(S2r2Module.class))
                .getInstance(Key.get(new TypeLiteral<Map<String, BackendFactory>>() {}));
        assertThat(factories).containsOnlyKeys("djl");
        try (Backend backend = factories.get("djl").open(new Options(Device.CPU, 2))) {
            assertThat(backend.name()).isEqualTo("djl");
            assertThat(backend.description()).contains("PyTorch", "2.7.1", "0.36.0");
            assertThat(JniUtils.getNumThreads()).isEqualTo(2);
            assertThat(JniUtils.isGradMode()).isFalse();
        }
    }

    @Test
    void aMissingGpuIsRefusedWithTheVariablesThatItNeeds() {
        assumeFalse(gpuPresent(), "there is a GPU");
        assertThatThrownBy(() -> new DjlBackendFactory().open(new Options(Device.GPU, 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("PYTORCH_LIBRARY_PATH")
                .hasMessageContaining("PYTORCH_FLAVOR=cu128");
    }

    @Test
    void closingReleasesTensorsThatWereLeftOpen() {
        Backend backend = TestBackend.open();
        DjlTensor left = (DjlTensor) backend.tensors().tensor(new float[] {1}, 1);
        backend.close();
        assertThat(left.array().isReleased()).isTrue();
        Tensor tensor = left;
        tensor.close();
    }
}
