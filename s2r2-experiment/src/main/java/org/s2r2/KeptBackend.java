package org.s2r2;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.TensorEngine;

/** Opens a backend once for all who ask, and closes it at the end. */
final class KeptBackend implements BackendFactory, AutoCloseable {

    private final BackendFactory factory;
    private @Nullable Options options;
    private @Nullable Backend backend;

    KeptBackend(BackendFactory factory) {
        this.factory = factory;
    }

    @Override
    public Backend open(Options wanted) {
        if (backend != null && !wanted.equals(options)) {
            close();
        }
        if (backend == null) {
            backend = factory.open(wanted);
            options = wanted;
        }
        return new Lent(backend);
    }

    @Override
    public void require(Encoder encoder) {
        factory.require(encoder);
    }

    @Override
    public void close() {
        if (backend != null) {
            backend.close();
            backend = null;
        }
    }

    /** The backend for one who closes it; it stays open for the next one. */
    private record Lent(Backend backend) implements Backend {

        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public String description() {
            return backend.description();
        }

        @Override
        public TensorEngine tensors() {
            return backend.tensors();
        }

        @Override
        public EncoderModel compile(Encoder encoder, List<Parameter> objectiveParameters, Map<String, HostArray> weights,
                Optimizer optimizer) {
            return backend.compile(encoder, objectiveParameters, weights, optimizer);
        }

        @Override
        public void close() {}
    }
}
