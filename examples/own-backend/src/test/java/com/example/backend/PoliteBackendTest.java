package com.example.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.testkit.backend.BackendContract;

class PoliteBackendTest extends BackendContract {

    /** As S2R2 finds it: by the modules on the class path. */
    @Override
    protected BackendFactory factory() {
        return Guice.createInjector(ServiceLoader.load(S2r2Module.class))
                .getInstance(Key.get(new TypeLiteral<Map<String, BackendFactory>>() {}))
                .get("polite");
    }

    @Test
    void takesOneThreadLessThanAskedForAndAtLeastOne() {
        assertThat(description(3)).endsWith("cpu, 2 threads (polite: 3 threads asked for)");
        assertThat(description(1)).endsWith("cpu, 1 threads (polite: 1 threads asked for)");
    }

    private String description(int threads) {
        try (Backend backend = factory().open(new BackendFactory.Options(BackendFactory.Device.CPU, threads))) {
            return backend.description();
        }
    }
}
