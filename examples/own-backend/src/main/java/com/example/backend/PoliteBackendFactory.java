package com.example.backend;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.encoder.Encoder;
import org.s2r2.settings.InvalidInputException;

/** Opens the backend {@code djl} with one thread less than asked for, as long as one is left. */
final class PoliteBackendFactory implements BackendFactory {

    static final String NAME = "polite";

    private static final String ENGINE = "djl";

    private final Provider<Map<String, BackendFactory>> backends;

    /** @param backends all that modules bind, this one among them */
    @Inject
    PoliteBackendFactory(Provider<Map<String, BackendFactory>> backends) {
        this.backends = backends;
    }

    @Override
    public Backend open(Options options) {
        Options polite = new Options(options.device(), Math.max(1, options.threads() - 1));
        return new PoliteBackend(engine().open(polite), options.threads());
    }

    @Override
    public void require(Encoder encoder) {
        engine().require(encoder);
    }

    private BackendFactory engine() {
        BackendFactory engine = backends.get().get(ENGINE);
        if (engine == null) {
            throw new InvalidInputException("backend.name: found '" + NAME + "' without the backend " + ENGINE
                    + ", expected s2r2-djl on the class path");
        }
        return engine;
    }
}
