package org.s2r2.djl;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.LaunchEnvironment;
import org.s2r2.backend.NativeLibraryCache;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.torchscript.ScriptedModule;

/** Sets what the engine reads when its classes load, then opens it. */
final class DjlBackendFactory implements BackendFactory {

    static final String NAME = "djl";

    private final boolean engineUpdates;

    DjlBackendFactory() {
        this(false);
    }

    /** @param engineUpdates whether optimisers run by operations of libtorch, as they do on GPUs, on the CPU too */
    DjlBackendFactory(boolean engineUpdates) {
        this.engineUpdates = engineUpdates;
    }

    @Override
    public Backend open(Options options) {
        // The first stops DJL's downloads and its usage report.
        setUnlessGiven("ai.djl.offline", "true");
        setUnlessGiven("ai.djl.pytorch.num_interop_threads", "1");
        NativeLibraryCache.locate(Map.of("DJL_CACHE_DIR", ".djl.ai", "jna.tmpdir", ".cache/JNA/temp"));
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(options.threads()));
        if (options.device() == Device.CPU) {
            LaunchEnvironment.advise();
        }
        return DjlBackend.open(options, engineUpdates);
    }

    @Override
    public Set<Precision> precisions() {
        return EnumSet.allOf(Precision.class);
    }

    @Override
    public void require(Encoder encoder) {
        encoder.foreignModules().stream()
                .filter(module -> !(module instanceof ScriptedModule || module instanceof DjlBlock))
                .findFirst()
                .ifPresent(module -> {
                    throw refusal(module);
                });
    }

    /** The error that this backend cannot run a module. */
    static InvalidInputException refusal(ForeignModule module) {
        return new InvalidInputException("encoder: found " + module.kind() + ", which the backend " + NAME
                + " cannot run; allowed: layers, TorchScript and DJL's blocks");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
