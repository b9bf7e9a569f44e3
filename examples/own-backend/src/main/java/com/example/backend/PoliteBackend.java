package com.example.backend;

import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.TensorEngine;

/**
 * Another backend under a name of its own.
 *
 * @param engine what computes; it is closed with this one
 * @param asked the threads that were asked for
 */
record PoliteBackend(Backend engine, int asked) implements Backend {

    @Override
    public String name() {
        return PoliteBackendFactory.NAME;
    }

    @Override
    public String description() {
        return engine.description() + " (polite: " + asked + " threads asked for)";
    }

    @Override
    public TensorEngine tensors() {
        return engine.tensors();
    }

    @Override
    public EncoderModel compile(Encoder encoder, List<Parameter> objectiveParameters, Map<String, HostArray> weights,
            Optimizer optimizer) {
        return engine.compile(encoder, objectiveParameters, weights, optimizer);
    }

    @Override
    public void close() {
        engine.close();
    }
}
