package org.s2r2.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ResNets;
import org.s2r2.tensor.HostArray;

class QuickStartTest {

    @Test
    void anEncoderTrainedFromJavaNamesMoreClassesThanChanceAndIsWrittenWhole(@TempDir Path folder) throws Exception {
        Path weights = folder.resolve("weights.safetensors");
        // Ten classes.
        assertThat(QuickStart.run(1, weights)).isBetween(0.15, 1.0);
        Map<String, HostArray> written = Safetensors.read(weights);
        List<Parameter> backbone = ResNets.cifar(8, 32, 2).layer().parameters();
        assertThat(backbone).isNotEmpty().allSatisfy(parameter ->
                assertThat(written.get(parameter.name()).shape()).isEqualTo(parameter.shape()));
        // Moved by the batches away from their start at 0.
        assertThat(written.get("bn1.running_mean").values()).doesNotContain(0f);
    }
}
