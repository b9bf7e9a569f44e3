package org.s2r2.experiment.provenance;

import java.util.Locale;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;

/**
 * What computed.
 *
 * @param backend the name of the backend
 * @param description its engine with versions, device and threads, in the backend's own words
 * @param device {@code cpu} or {@code gpu}
 * @param threads for one operation on the CPU
 */
public record Engine(String backend, String description, String device, int threads) {

    public Engine {
        Recorded.require("engine.backend", backend);
        Recorded.require("engine.description", description);
        Recorded.require("engine.device", device);
        Recorded.requireFrom(1, "engine.threads", threads);
    }

    /** The engine of an open backend. */
    public static Engine of(Backend backend, BackendFactory.Options options) {
        return new Engine(backend.name(), backend.description(), options.device().name().toLowerCase(Locale.ROOT),
                options.threads());
    }
}
