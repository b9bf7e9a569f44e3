package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderModel;
import org.s2r2.optim.Sgd;
import org.s2r2.testkit.backend.MemoryContract;
import org.s2r2.testkit.sample.Samples;

class DjlMemoryTest extends MemoryContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }

    @Test
    void stepsLeaveNoArrayBehind() {
        try (DjlBackend backend = TestBackend.open();
                EncoderModel model = backend.compile(
                        Samples.TINY,
                        Samples.weights(Samples.TINY.parameters(), 11),
                        new Sgd(0.9, false, 1e-4))) {
            // The first update makes handles on the parts of the weights, which serve all others.
            step(backend, model, Samples.twoSizes(8, 18));
            int live = backend.liveTensors();
            int owned = ((DjlEncoderModel) model).liveArrays();
            for (int i = 0; i < 3; i++) {
                step(backend, model, Samples.twoSizes(8, 18));
            }
            assertThat(backend.liveTensors()).isEqualTo(live);
            assertThat(((DjlEncoderModel) model).liveArrays()).isEqualTo(owned);
        }
    }
}
