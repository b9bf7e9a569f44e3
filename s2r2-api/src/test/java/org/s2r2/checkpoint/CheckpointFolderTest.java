package org.s2r2.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.DivergedException;
import org.s2r2.training.Tally;

class CheckpointFolderTest {

    private static final int STEPS_PER_EPOCH = 10;

    @TempDir
    Path path;

    private CheckpointFolder folder;

    @BeforeEach
    void open() {
        folder = new CheckpointFolder(path);
    }

    private static Checkpoint at(long step, Score score, float... weights) {
        TrainingState state = new TrainingState((int) step / STEPS_PER_EPOCH, step, STEPS_PER_EPOCH,
                new Tally(3, 0.1 + 0.2, 1.0 / 3, 2.5, 1, 0), score, "abc", Map.of("s2r2", "0.1.0"));
        return new Checkpoint(
                Map.of("w", new HostArray(new int[] {weights.length}, weights)),
                Map.of("w.momentum", new HostArray(new int[] {1}, new float[] {step})),
                Map.of("queue", HostArray.matrix(new float[] {5}, 1, 1)),
                Map.of("w", new HostArray(new int[] {1}, new float[] {step})),
                state);
    }

    private Path save(long step, int keep) throws IOException {
        return folder.save(at(step, null, (float) step), keep);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void flipBit(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatWasCountedWithinAnEpochComesBackBitForBit() throws IOException {
        save(30, 5);
        Path within = save(37, 5);
        assertThat(within.getFileName()).hasToString("epoch-000003-step-000000037");
        assertThat(folder.newest()).contains(within);
        assertThat(Checkpoint.load(within)).isEqualTo(at(37, null, 37));
        assertThat(folder.newest()).contains(within);
        assertThat(folder.newest()).isNotEqualTo(save(40, 5));
        assertThat(names()).containsExactly("epoch-000003", "epoch-000003-step-000000037", "epoch-000004");
    }

    @Test
    void sumsAreThoseOfSha256sum() throws IOException {
        Path saved = save(10, 1);
        // From `printf abc | sha256sum`.
        Path abc = Files.writeString(Files.createDirectory(path.resolve("known")).resolve("abc"), "abc");
        Checksums.write(abc.getParent());
        assertThat(abc.resolveSibling("SHA256SUMS"))
                .hasContent("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc\n");
        assertThat(Files.readAllLines(saved.resolve("SHA256SUMS"))).hasSize(5);
    }

    @Test
    void oneWrongBitInAnyFileIsFoundAndTheOneBeforeTaken() throws IOException {
        Path before = save(10, 5);
        for (String file : List.of("weights.safetensors", "optimiser.safetensors", "objective.safetensors", "state.json",
                "SHA256SUMS")) {
            for (int at : new int[] {12, -2}) {
                Path newest = save(20, 5);
                flipBit(newest.resolve(file), at);
                assertThatThrownBy(() -> Checkpoint.load(newest))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining(path.toString())
                        .hasMessageContaining("damaged");
                CheckpointFolder.Found found = folder.newestWhole().orElseThrow();
                assertThat(found.folder()).isEqualTo(before);
                assertThat(found.checkpoint()).isEqualTo(at(10, null, 10));
                assertThat(found.damaged()).containsExactly(newest);
            }
        }
    }

    @Test
    void aFileThatIsMissingOrCutOffIsNamed() throws IOException {
        for (String file : List.of("weights.safetensors", "optimiser.safetensors", "objective.safetensors", "state.json")) {
            Path saved = save(10, 1);
            Files.delete(saved.resolve(file));
            assertThatThrownBy(() -> Checkpoint.load(saved))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(saved.resolve(file).toString());
            Files.write(saved.resolve(file), new byte[0]);
            assertThatThrownBy(() -> Checkpoint.load(saved))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(saved.resolve(file).toString());
        }
        Path saved = save(10, 1);
        Files.writeString(saved.resolve("SHA256SUMS"), "");
        assertThatThrownBy(() -> Checkpoint.load(saved)).hasMessageContaining("SHA256SUMS");
    }

    @Test
    void withNoWholeOneTheErrorNamesTheNewestDamagedFile() throws IOException {
        for (long step : new long[] {10, 20}) {
            Files.delete(save(step, 5).resolve("state.json"));
        }
        assertThatThrownBy(() -> folder.newestWhole())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(path.resolve("epoch-000002/state.json").toString())
                .hasMessageContaining("start anew");
    }

    /** As earlier versions wrote them in Arabic, Persian, Bengali and Chakma, whose digits are no single {@code char}. */
    @Test
    void namesWithDigitsOfAnyScriptAreFoundAndReplaced() throws IOException {
        List<String> threes = List.of("epoch-٠٠٠٠٠٣", "epoch-۰۰۰۰۰۳", "epoch-০০০০০৩",
                "epoch-" + "\ud804\udd36".repeat(5) + "\ud804\udd39");
        Assumptions.assumeTrue(threes.stream().allMatch(CheckpointFolderTest::canBeNamed), "needs names in UTF-8");
        save(20, 9);
        for (String three : threes) {
            Path other = Files.move(save(30, 9), path.resolve(three));
            assertThat(folder.newest()).as(three).contains(other);
            assertThat(folder.newestWhole().orElseThrow().checkpoint()).as(three).isEqualTo(at(30, null, 30));
            assertThat(names()).as(three).containsExactly("epoch-000002", three);
        }
        save(30, 9);
        assertThat(names()).containsExactly("epoch-000002", "epoch-000003");
    }

    @Test
    void namesAreWrittenWithTheDigitsZeroToNineInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            save(30, 5);
            save(37, 5);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(names()).containsExactly("epoch-000003", "epoch-000003-step-000000037");
    }

    private static boolean canBeNamed(String name) {
        try {
            return !Path.of(name).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false; // the locale's charset lacks its letters
        }
    }

    @Test
    void damagedOnesThatWereSetAsideCountNoMore() throws IOException {
        Path damaged = save(37, 5);
        save(30, 5);
        folder.setAside(List.of(damaged));
        save(33, 1);
        assertThat(names()).containsExactly("epoch-000003-step-000000033", "epoch-000003-step-000000037.damaged");
    }

    @Test
    void theBestIsKeptBesidesTheNewest() throws IOException {
        double[] knn = {0.3, 0.6, 0.5, 0.6, 0.2};
        for (int epoch = 1; epoch <= 5; epoch++) {
            folder.save(at(10L * epoch, new Score(Score.KNN, knn[epoch - 1]), epoch), 2);
        }
        assertThat(names()).containsExactly("best", "epoch-000002", "epoch-000004", "epoch-000005");
        assertThat(folder.best()).contains(path.resolve("epoch-000002"));
        assertThat(path.resolve("best")).hasContent("epoch-000002\n");
    }

    @Test
    void lessLossIsBetterAndOnesWithoutAScoreAreNeverTheBest() throws IOException {
        double[] loss = {0.9, 0.4, 0.7, 0.8};
        for (int epoch = 1; epoch <= 4; epoch++) {
            folder.save(at(10L * epoch, new Score(Score.LOSS, loss[epoch - 1]), epoch), 1);
        }
        folder.save(at(45, null, 1), 1);
        assertThat(names()).containsExactly("best", "epoch-000002", "epoch-000004-step-000000045");
    }

    /** Every state that a kill during a save can leave, made by hand in the order in which a save makes them. */
    @Test
    void aKillAtAnyMomentOfASaveLosesNothing() throws IOException {
        Path old = save(10, 5);
        Path unfinished = path.resolve(".epoch-000001.tmp");
        Path replaced = path.resolve(".epoch-000001.old");

        Files.createDirectory(unfinished);
        Files.writeString(unfinished.resolve("weights.safetensors"), "cut sho");
        assertThat(folder.newestWhole().orElseThrow().folder()).isEqualTo(old);

        Files.move(old, replaced);
        assertThat(folder.newest()).contains(replaced);
        assertThat(folder.newestWhole().orElseThrow().checkpoint()).isEqualTo(at(10, null, 10));

        save(20, 5);
        assertThat(names()).containsExactly("epoch-000001", "epoch-000002");
        assertThat(Checkpoint.load(old)).isEqualTo(at(10, null, 10));

        Files.move(old, replaced);
        Checkpoint other = at(10, null, 99);
        assertThat(Checkpoint.load(folder.save(other, 5))).isEqualTo(other);
        assertThat(names()).containsExactly("epoch-000001", "epoch-000002");
    }

    @Test
    void aSaveThatFailsLeavesTheOthersAndNoRemains() throws IOException {
        Path before = save(10, 1);
        // JSON has no such key, which shows when the arrays have been written.
        Map<String, String> versions = new HashMap<>();
        versions.put(null, "nothing");
        Checkpoint whole = at(20, null, 1);
        TrainingState state = new TrainingState(2, 20, STEPS_PER_EPOCH, Tally.NONE, null, "abc", versions);
        Checkpoint unwritable = new Checkpoint(whole.weights(), whole.optimizer(), Map.of(), Map.of(), state);
        assertThatThrownBy(() -> folder.save(unwritable, 1)).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("epoch-000001");
        assertThat(Checkpoint.load(before)).isEqualTo(at(10, null, 10));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsAnErrorAndNothingIsLost() throws IOException {
        Path before = save(10, 1);
        Path readOnly = Path.of("/sys");
        Assumptions.assumeTrue(Files.isDirectory(readOnly), "needs a folder that not even root can write to");
        assertThatThrownBy(() -> new CheckpointFolder(readOnly).save(at(20, null, 1), 1)).isInstanceOf(IOException.class);
        assertThat(Checkpoint.load(before)).isEqualTo(at(10, null, 10));
    }

    @Test
    void aValueThatIsNotFiniteNeverReachesADisk() throws IOException {
        Path before = save(10, 1);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> folder.save(at(20, null, 1, bad), 1))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("step 20: w is infinite or not a number");
        }
        assertThat(names()).containsExactly("epoch-000001");
        assertThat(Checkpoint.load(before)).isEqualTo(at(10, null, 10));
    }

    @Test
    void aCheckpointOfAnOlderProgramHasNoSumsAndIsRead() throws IOException {
        Path saved = save(10, 1);
        Files.delete(saved.resolve("SHA256SUMS"));
        Files.writeString(saved.resolve("state.json"),
                "{\"epoch\": 1, \"step\": 10, \"configSha256\": \"abc\", \"versions\": {}}");
        assertThat(folder.newestWhole().orElseThrow().checkpoint().state())
                .isEqualTo(new TrainingState(1, 10, 0, Tally.NONE, null, "abc", Map.of()));
    }
}
