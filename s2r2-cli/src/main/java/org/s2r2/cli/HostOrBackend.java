package org.s2r2.cli;

import java.io.IOException;
import java.util.TreeSet;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.experiment.Components;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.TensorEngine;
import picocli.CommandLine.Option;

/** Where a command computes with tensors: in plain Java, or on an engine. */
final class HostOrBackend {

    private static final String HOST = "host";

    @Option(
            names = "--backend",
            defaultValue = HOST,
            paramLabel = "NAME",
            description = "host (the default: plain Java) or an engine, such as djl in float32.")
    private String backend;

    /** What is done with the tensors. */
    interface Use {
        void with(TensorEngine tensors) throws IOException;
    }

    /**
     * Opens the engine for as long as it is used.
     *
     * @param host the tensors in plain Java
     * @throws InvalidInputException if no module binds such a backend
     */
    void use(TensorEngine host, Components components, Use use) throws IOException {
        if (backend.equals(HOST)) {
            use.with(host);
        } else {
            try (Backend engine = open(components)) {
                use.with(engine.tensors());
            }
        }
    }

    private Backend open(Components components) {
        BackendFactory factory = components.backends().get(backend);
        if (factory == null) {
            TreeSet<String> known = new TreeSet<>(components.backends().keySet());
            known.add(HOST);
            throw new InvalidInputException(
                    "--backend: found '" + backend + "', expected one of " + String.join(", ", known));
        }
        return factory.open(new BackendFactory.Options(Device.CPU, Runtime.getRuntime().availableProcessors()));
    }
}
