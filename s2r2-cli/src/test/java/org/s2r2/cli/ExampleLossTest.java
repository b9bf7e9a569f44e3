package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleLossTest {

    @Test
    void aLossThatAModuleBindsIsTrainedUnderItsName(@TempDir Path folder) throws Exception {
        Path run = folder.resolve("run");
        Cli.run("pretrain", Inputs.tiny(folder), "--out", run, "--set",
                        "objective={name: pairwise-logistic, temperature: 0.2}")
                .done();
        assertThat(run.resolve("config.yaml")).content()
                .contains("name: pairwise-logistic", "temperature: 0.2");
        assertThat(run.resolve("checkpoints/epoch-000002/weights.safetensors")).isNotEmptyFile();
    }
}
