package org.s2r2.dl4j;

import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.LaunchEnvironment;
import org.s2r2.backend.NativeLibraryCache;
import org.s2r2.encoder.Encoder;
import org.s2r2.settings.InvalidInputException;

/** Sets what the engine reads when its classes load, then opens it. */
final class Dl4jBackendFactory implements BackendFactory {

    static final String NAME = "dl4j";

    private final boolean engineUpdates;

    Dl4jBackendFactory() {
        this(false);
    }

    /** @param engineUpdates whether optimisers run by operations of ND4J, as they do on GPUs, on the CPU too */
    Dl4jBackendFactory(boolean engineUpdates) {
        this.engineUpdates = engineUpdates;
    }

    @Override
    public Backend open(Options options) {
        // The engine's memory is closed by its owners; limits tied to the Java heap would only get in the way.
        setUnlessGiven("org.bytedeco.javacpp.maxbytes", "0");
        setUnlessGiven("org.bytedeco.javacpp.maxphysicalbytes", "0");
        NativeLibraryCache.locate(Map.of("org.bytedeco.javacpp.cachedir", ".javacpp/cache"));
        if (options.device() == Device.CPU) {
            LaunchEnvironment.advise();
        }
        return Dl4jBackend.open(options, engineUpdates);
    }

    @Override
    public void require(Encoder encoder) {
        requireLayers(encoder);
    }

    /** Refuses an encoder that is not made of layers alone. */
    static void requireLayers(Encoder encoder) {
        encoder.foreignModules().stream().findFirst().ifPresent(module -> {
            throw new InvalidInputException("encoder.backbone: found " + module.kind() + ", which the backend " + NAME
                    + " cannot run; allowed: the backend djl");
        });
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
