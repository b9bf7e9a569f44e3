package org.s2r2.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.plugin.S2r2Module;
import org.s2r2.testkit.backend.BackendContract;

class Dl4jBackendTest extends BackendContract {

    @Override
    protected BackendFactory factory() {
        return new Dl4jBackendFactory();
    }

    @Test
    void theModuleIsFoundAsAServiceAndBindsTheBackendUnderItsName() {
        Map<String, BackendFactory> factories = Guice.createInjector(ServiceLoader.load(S2r2Module.class))
                .getInstance(Key.get(new TypeLiteral<Map<String, BackendFactory>>() {}));
        assertThat(factories).containsOnlyKeys("dl4j");
        try (Backend backend = factories.get("dl4j").open(new Options(Device.CPU, 2))) {
            assertThat(backend.name()).isEqualTo("dl4j");
            assertThat(backend.description()).isEqualTo("ND4J 1.0.0-M2.1, cpu, 2 threads");
            assertThat(Nd4j.getEnvironment().maxThreads()).isEqualTo(2);
        }
    }
}
