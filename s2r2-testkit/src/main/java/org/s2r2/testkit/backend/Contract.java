package org.s2r2.testkit.backend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;

/** A backend on the CPU with one thread, opened once for all tests of a contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {

    static final Options ONE_THREAD = new Options(Device.CPU, 1);

    Backend backend;

    /** Opens the backend under test. */
    protected abstract BackendFactory factory();

    @BeforeAll
    void openBackend() {
        backend = factory().open(ONE_THREAD);
    }

    @AfterAll
    void closeBackend() {
        backend.close();
    }

    /** The tiny encoder with random weights. */
    EncoderModel tiny(long weightSeed, Optimizer spec) {
        return tiny(backend, weightSeed, spec);
    }

    static EncoderModel tiny(Backend backend, long weightSeed, Optimizer spec) {
        return backend.compile(Samples.TINY, Samples.weights(Samples.TINY.parameters(), weightSeed), spec);
    }

    /** Forward, and backward with a random gradient at the embeddings. */
    void differentiate(EncoderModel model, ViewBatch batch, long gradientSeed) {
        differentiate(backend, model, batch, gradientSeed);
    }

    static void differentiate(Backend backend, EncoderModel model, ViewBatch batch, long gradientSeed) {
        model.forward(batch).close();
        backward(backend, model, batch, gradientSeed);
    }

    static void backward(Backend backend, EncoderModel model, ViewBatch batch, long gradientSeed) {
        int rows = batch.views() * batch.images();
        try (Tensor gradient = gradient(backend, model.encoder(), rows, gradientSeed)) {
            model.backward(gradient);
        }
    }

    private static Tensor gradient(Backend backend, Encoder encoder, int rows, long seed) {
        int dim = encoder.embeddingDim();
        return backend.tensors().tensor(Samples.gaussian(rows * dim, seed), rows, dim);
    }
}
