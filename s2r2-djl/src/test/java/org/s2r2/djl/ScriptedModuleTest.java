package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.torchscript.ScriptedModule;

/** Archives of TorchScript as data. */
class ScriptedModuleTest {

    @TempDir
    Path folder;

    private static List<Parameter> parameters(String name) {
        return ScriptedModule.read(TorchScriptFiles.file(name + ".pt")).parameters();
    }

    private static List<String> names(List<Parameter> parameters, Role role) {
        return parameters.stream().filter(parameter -> parameter.role() == role).map(Parameter::name).toList();
    }

    @Test
    void itsTensorsHaveTheNamesOfPyTorchAndTheirRoles() {
        List<Parameter> small = parameters("small");
        assertThat(names(small, Role.WEIGHT))
                .containsExactly("features.0.weight", "features.3.weight", "fc.weight");
        assertThat(names(small, Role.BIAS)).containsExactly("features.1.weight", "features.1.bias", "features.3.bias",
                "features.4.weight", "features.4.bias", "fc.bias");
        assertThat(names(small, Role.BUFFER)).hasSize(6).contains("features.1.running_mean",
                "features.4.num_batches_tracked");
        assertThat(small.get(0).shape()).containsExactly(8, 3, 3, 3);
    }

    @Test
    void aSharedWeightIsOneAndAFrozenOneIsABuffer() {
        List<Parameter> special = parameters("special");
        assertThat(names(special, Role.WEIGHT)).containsExactly("a.weight");
        assertThat(names(special, Role.BIAS)).containsExactlyInAnyOrder("scale", "b.bias");
        assertThat(names(special, Role.BUFFER)).containsExactlyInAnyOrder("fixed", "mean", "calls");
        assertThat(ScriptedModule.read(TorchScriptFiles.file("special.pt")).slots())
                .filteredOn(slot -> slot.path().contains("weight"))
                .extracting(slot -> special.get(slot.tensor()).name())
                .containsExactly("a.weight", "a.weight");
    }

    @Test
    void aFrozenModuleHasNothingToTrain() {
        assertThat(parameters("frozen")).isEmpty();
    }

    @Test
    void itsSumIsThatOfTheFile() throws Exception {
        Path file = TorchScriptFiles.file("small.pt");
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        assertThat(ScriptedModule.read(file).sha256()).isEqualTo(HexFormat.of().formatHex(sum));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "absent.pt  | there is no such file",
        "make.py    | zip",
        "weights.pt | its pickle fills what is no dictionary, as that of a state_dict does",
        "double.pt  | its tensor 1.weight is a torch.DoubleStorage",
        "listed.pt  | its tensor weights.0 is no attribute of a module by a name of letters"
    })
    void anythingElseIsRefusedByTheNameOfTheFile(String name, String words) {
        Path file = TorchScriptFiles.file(name);
        assertThatThrownBy(() -> ScriptedModule.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(words)
                .hasMessageContaining("expected a module saved by torch.jit.script(module).save(file)");
    }

    @Test
    void aDamagedFileIsReadOrRefusedAndNothingElse() throws IOException {
        byte[] whole = Files.readAllBytes(TorchScriptFiles.file("special.pt"));
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = i % 10 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int j = random.nextInt(3); j >= 0 && damaged.length > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.pt"), damaged);
            try {
                ScriptedModule.read(file);
            } catch (InvalidInputException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }
}
