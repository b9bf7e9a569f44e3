package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.s2r2.cli.RunsTest.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.tensor.HostArray;

/** Runs that start from the weights of another and keep some of them. */
@Tag("slow")
class FineTuningTest {

    @TempDir
    Path folder;

    @Test
    void whatIsFrozenStaysAsTheFileHasItAndTheRestMovesByItsDepth() throws IOException {
        Path experiment = Inputs.tiny(folder);
        Path trained = folder.resolve("trained");
        Path file = folder.resolve("whole.safetensors");
        Cli.run("pretrain", experiment, "--out", trained).done();
        int exported = Cli.run("export", trained, "--out", file, "--with-head", "--json").done().json().get("parameters").intValue();
        Path tuned = folder.resolve("tuned");
        Cli.run("pretrain", experiment, "--out", tuned, "--set", "encoder.weights='" + file + "'", "--set",
                "encoder.freeze=layer1", "--set", "training.layerDecay=0.01", "--set", "schedule.weightDecayGrowth=10").done();

        assertThat(Files.readString(tuned.resolve("config.yaml")))
                .contains("freeze: layer1", "layerDecay: 0.01", "weightDecayGrowth: 10");
        assertThat(Cli.run("export", tuned, "--out", folder.resolve("tuned.safetensors"), "--with-head", "--json").done().json()
                        .get("parameters").intValue())
                .as("weights in the file, frozen or not")
                .isPositive()
                .isEqualTo(exported);
        Map<String, HostArray> before = Safetensors.read(file);
        Map<String, HostArray> after = Safetensors.read(checkpoint(tuned, 2).resolve("weights.safetensors"));
        before.forEach((name, array) -> {
            if (name.matches("(conv1|bn1|layer1)\\..*")) {
                assertThat(after.get(name).values()).as(name).containsExactly(array.values());
            }
        });
        double layer2 = distance(before, after, "layer2.0.conv1.weight");
        double layer3 = distance(before, after, "layer3.0.conv1.weight");
        double head = distance(before, after, "head.fc1.weight");
        assertThat(layer2).isPositive().isLessThan(layer3 / 10);
        assertThat(layer3).isLessThan(head / 10);
    }

    @Test
    void aFreezeThatNamesNoBlockIsRefusedWithThoseThatThereAre() throws IOException {
        Cli.run("pretrain", Inputs.tiny(folder), "--out", folder.resolve("run"), "--set", "encoder.freeze=layer9").refuses(
                "encoder.freeze: found 'layer9', expected the last layer to freeze, one of "
                        + "[conv1, bn1, layer1, layer2, layer3, all] or a block in it");
    }

    private static double distance(Map<String, HostArray> before, Map<String, HostArray> after, String name) {
        float[] from = before.get(name).values();
        float[] to = after.get(name).values();
        double squares = 0;
        double length = 0;
        for (int i = 0; i < from.length; i++) {
            squares += Math.pow(to[i] - from[i], 2);
            length += Math.pow(from[i], 2);
        }
        return Math.sqrt(squares / length);
    }
}
