package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBlock;

/** Shortcuts with few channels made libtorch corrupt the heap, which ends the process. */
class NarrowEncoderTest {

    @ParameterizedTest
    @CsvSource({"4, 1", "8, 1", "12, 1", "4, 2", "24, 1"})
    void encodersOfFewChannelsTrainAndAllTheirWeightsMove(int width, int stemStride) {
        Encoder encoder = new ProjectionHead(2, 16, 8, false).on(ResNets.cifar(8, width, stemStride));
        Map<String, HostArray> first = Initializer.initialise(encoder, 1);
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(encoder, first, new OptimizerSpec.Sgd(0.9, false, 0))) {
            for (int step = 0; step < 3; step++) {
                try (Tensor embeddings = model.forward(
                                Samples.batch(16, new ViewBlock(2, 16, 16, Samples.pixels(32, 16, step))));
                        Tensor gradient = backend.tensors().tensor(
                                Samples.gaussian(embeddings.size(), step), embeddings.shape())) {
                    model.backward(gradient);
                    model.update(0.01);
                }
            }
            assertThat(model.weights()).allSatisfy((name, array) -> {
                assertThat(array).as(name).isNotEqualTo(first.get(name));
                for (float value : array.values()) {
                    assertThat(value).as(name).isFinite();
                }
            });
        }
    }
}
