package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;

/** What a backend says of itself, and the device that it opens on. */
public abstract class BackendContract extends Contract {

    /** Whether this machine has a GPU that the backend can open on. */
    protected boolean gpuPresent() {
        return false;
    }

    @Test
    void theNameIsFitForTheCommandLine() {
        assertThat(backend.name()).as("the backend's name").matches("[a-z][a-z0-9-]*");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theDescriptionMentionsDeviceAndThreads(int threads) {
        try (Backend own = factory().open(new Options(Device.CPU, threads))) {
            assertThat(own.description())
                    .as("description of a backend on the CPU with %d threads", threads)
                    .containsIgnoringCase("cpu")
                    .containsPattern("\\b" + threads + " threads?\\b");
        }
    }

    @Test
    void tensorsAreInSinglePrecision() {
        assertThat(backend.tensors().dataType()).as("data type of the backend's tensors").isEqualTo(DataType.FLOAT32);
        try (Tensor third = backend.tensors().tensor(new double[] {1.0 / 3}, 1)) {
            assertThat(third.dataType()).as("data type of a tensor").isEqualTo(DataType.FLOAT32);
            assertThat(third.toDoubles()).as("1 / 3 as a tensor").containsExactly((float) (1.0 / 3));
        }
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithWhatIsMissing() {
        assumeFalse(gpuPresent(), "there is a GPU");
        assertThatThrownBy(() -> factory().open(new Options(Device.GPU, 1)).close())
                .as("a backend on a GPU that is not there")
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("(?is).*\\bdevice\\b.*\\bgpu\\b.*")
                .hasMessageMatching("(?is).*(cuda|driver).*")
                .hasMessageMatching("(?is).*\\bcpu\\b.*");
    }
}
