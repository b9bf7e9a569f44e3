package org.s2r2.djl;

import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets what the engine reads when its classes load, then opens it. */
final class DjlBackendFactory implements BackendFactory {

    static final String NAME = "djl";

    private static final Logger LOG = LoggerFactory.getLogger(DjlBackendFactory.class);

    /** Read by OpenMP and glibc when the process starts, so that only its parent can set them. */
    private static final List<String> LAUNCH_ENVIRONMENT = List.of(
            "OMP_WAIT_POLICY",
            "MALLOC_ARENA_MAX",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TOP_PAD_");

    @Override
    public Backend open(Options options) {
        // The first stops DJL's downloads and its usage report.
        setUnlessGiven("ai.djl.offline", "true");
        setUnlessGiven("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(options.threads()));
        if (options.device() == Device.CPU) {
            adviseOn(System.getenv());
        }
        return DjlBackend.open(options);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static void adviseOn(Map<String, String> environment) {
        List<String> missing = missing(environment);
        if (!missing.isEmpty()) {
            LOG.info("Training on the CPU takes up to twice as long without these environment variables, to be set"
                    + " before the JVM starts: {}", missing);
        }
    }

    /** The variables that the launcher sets and this process was started without. */
    static List<String> missing(Map<String, String> environment) {
        return LAUNCH_ENVIRONMENT.stream()
                .filter(variable -> !environment.containsKey(variable))
                .toList();
    }
}
