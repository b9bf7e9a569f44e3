package org.s2r2.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchEnvironmentTest {

    @Test
    void variablesThatTheLaunchLackedAreNamed() {
        assertThat(LaunchEnvironment.missing(Map.of("OMP_WAIT_POLICY", "passive", "MALLOC_ARENA_MAX", "1")))
                .containsExactly("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_");
    }
}
