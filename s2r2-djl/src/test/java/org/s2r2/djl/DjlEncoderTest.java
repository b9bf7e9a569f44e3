package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderContract;
import org.s2r2.backend.EncoderModel;
import org.s2r2.backend.Samples;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewBatch;

class DjlEncoderTest extends EncoderContract {

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
                        new OptimizerSpec.Sgd(0.9, false, 1e-4))) {
            ViewBatch batch = Samples.twoSizes(8, 18);
            int live = backend.liveTensors();
            int owned = ((DjlEncoderModel) model).liveArrays();
            for (int step = 0; step < 3; step++) {
                try (Tensor embeddings = model.forward(batch);
                        ValueAndGradients result = backend.tensors().differentiate(
                                inputs -> inputs.get(0).matmul(inputs.get(0).transpose()).exp().mean(),
                                List.of(embeddings))) {
                    model.backward(result.gradients().get(0));
                }
                model.update(0.01);
                model.embed(batch.blocks().get(0).pixels(), 16, 8, Stage.BACKBONE);
            }
            assertThat(backend.liveTensors()).isEqualTo(live);
            assertThat(((DjlEncoderModel) model).liveArrays()).isEqualTo(owned);
        }
    }
}
