package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4jBackend.NoAvailableBackendException;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.settings.InvalidInputException;

/** What is said on machines and in builds that this one is not. */
class NativeBuildTest {

    private static final Callable<?> STARTS = () -> null;

    @Test
    void theBuildForTheCpuRefusesTheGpu() {
        assertThatThrownBy(() -> NativeBuild.require(Device.GPU, true, false, STARTS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("device: found gpu")
                .hasMessageContaining("-Pcuda")
                .hasMessageContaining("choose cpu");
    }

    @Test
    void theBuildForCudaRefusesTheCpu() {
        assertThatThrownBy(() -> NativeBuild.require(Device.CPU, false, true, STARTS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("device: found cpu")
                .hasMessageContaining("choose gpu");
    }

    @Test
    void noBuildAtAllIsSaid() {
        assertThatThrownBy(() -> NativeBuild.require(Device.CPU, false, false, STARTS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("add nd4j-native");
    }

    @Test
    void theBuildForCudaWithoutAGpuSaysWhatIsMissing() {
        Callable<?> withoutDriver = () -> {
            throw new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file");
        };
        Callable<?> withoutGpu = () -> {
            throw new NoAvailableBackendException("none");
        };
        for (Callable<?> start : new Callable<?>[] {withoutDriver, withoutGpu}) {
            assertThatThrownBy(() -> NativeBuild.require(Device.GPU, false, true, start))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("driver (libcuda), CUDA 11.6 and cuDNN 8")
                    .hasCauseInstanceOf(Throwable.class);
        }
    }

    @Test
    void aLibraryForAnotherProcessorSaysHowToChooseAnother() {
        assertThatThrownBy(() -> NativeBuild.require(Device.CPU, true, false, () -> {
                    throw new UnsatisfiedLinkError("no jnind4jcpu in java.library.path");
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("jnind4jcpu")
                .hasMessageContaining("nd4j.classifier");
    }

    @Test
    void theDeviceThatWasAskedForIsTaken() {
        assertThatCode(() -> NativeBuild.require(Device.CPU, true, false, STARTS)).doesNotThrowAnyException();
        assertThatCode(() -> NativeBuild.require(Device.GPU, false, true, STARTS)).doesNotThrowAnyException();
    }
}
