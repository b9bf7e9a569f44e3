package org.s2r2.experiment.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;

class ProvenanceTest {

    private static final String CONFIG = "ab".repeat(32);
    private static final String IMAGES = "cd".repeat(32);
    private static final Code CODE = new Code("1.0", "0123456789abcdef0123456789abcdef01234567", false);
    private static final Machine MACHINE = new Machine("17", "Linux 6, amd64", "Some Processor", 4);

    @TempDir
    Path folder;

    private static Session session(long step, Code code, int threads, Machine machine) {
        Engine engine = new Engine("djl", "PyTorch", "cpu", threads);
        return new Session("2026-11-24T16:00:00Z", step, code, engine, 1, machine, List.of());
    }

    private static Provenance of(String config, String images, Session... sessions) {
        return new Provenance(config, 3, new Data(images, "64 images"), null, List.of(sessions));
    }

    private static Provenance plain() {
        return of(CONFIG, IMAGES, session(0, CODE, 1, MACHINE));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("provenance.json");
        assertThat(Provenance.readIfThere(file)).isEmpty();
        Provenance written = plain().with(of(CONFIG, IMAGES, session(8, CODE, 2, MACHINE)));
        written.write(file);
        assertThat(Provenance.read(file)).isEqualTo(written);
        assertThat(written.sessions()).extracting(Session::step).containsExactly(0L, 8L);
        assertThat(file).content().doesNotContain("changed");
    }

    @Test
    void aChangeOfTheConfigurationStandsInItsSession() throws IOException {
        Change more = new Change("training.epochs", "2", "4");
        Session plain = session(8, CODE, 1, MACHINE);
        Session session = new Session(plain.started(), 8, CODE, plain.engine(), 1, MACHINE, List.of(more));
        Provenance written = plain().with(of(CONFIG, IMAGES, session)).withConfiguration("ef".repeat(32));
        Path file = folder.resolve("provenance.json");
        written.write(file);
        assertThat(Provenance.read(file)).isEqualTo(written);
        assertThat(written.configSha256()).isEqualTo("ef".repeat(32));
        assertThat(written.changed("training.epochs")).containsExactly(more);
        assertThat(written.changed("seed")).isEmpty();
        String good = Files.readString(file);
        for (String key : List.of("what", "then", "now")) {
            Files.writeString(file, good.replaceAll("\"" + key + "\" : \"[^\"]*\"", "\"" + key + "\" : null"));
            assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll(file.toString(), "found no changed." + key + ", expected one");
        }
        Files.writeString(file, good.replaceAll("(?s)\\[ \\{\\s*\"what\".*?}", "[ null"));
        assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("changed: found an empty one");
    }

    @Test
    void whatIsWrongInAFileIsNamed() throws IOException {
        Path file = folder.resolve("provenance.json");
        assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": there is no such file, expected the provenance of a run");
        plain().write(file);
        String good = Files.readString(file);
        Files.writeString(file, good.replace(IMAGES, "cd"));
        assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(file.toString(), "data.sha256: expected a SHA-256 in hexadecimal");
        Files.writeString(file, good.replace("\"step\" : 0", "\"step\" : -1"));
        assertThatThrownBy(() -> Provenance.read(file)).isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(file.toString(), "step: found -1, expected a number from 0");
    }

    @Test
    void otherImagesAndAnotherConfigurationAreRefusedWithBothFingerprints() {
        Path file = Path.of("provenance.json");
        plain().requireSame(of(CONFIG, IMAGES, session(4, CODE, 2, MACHINE)), file, "no");
        Provenance otherImages = of(CONFIG, "ef".repeat(32), session(0, CODE, 1, MACHINE));
        assertThatThrownBy(() -> plain().requireSame(otherImages, file, "start anew"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("provenance.json: found images with the fingerprint " + IMAGES + " (64 images), and the"
                        + " data now have " + "ef".repeat(32) + " (64 images); start anew");
        Provenance otherConfig = of(IMAGES, IMAGES, session(0, CODE, 1, MACHINE));
        assertThatThrownBy(() -> plain().requireSame(otherConfig, file, "start anew"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("found the configuration " + CONFIG, "start anew");
        assertThat(plain().isSame(otherImages)).isFalse();
        assertThat(plain().isSame(otherConfig)).isFalse();
    }

    @Test
    void anotherFileOfFirstWeightsIsRefusedAndNoneIsNot() throws IOException {
        Path file = folder.resolve("provenance.json");
        Provenance begun = new Provenance(
                CONFIG, 3, new Data(IMAGES, "64 images"), "12".repeat(32), plain().sessions());
        begun.write(file);
        assertThat(Provenance.read(file)).isEqualTo(begun);
        begun.requireSame(plain(), file, "no");
        assertThat(begun.with(plain()).weightsSha256()).isEqualTo("12".repeat(32));
        Provenance other = new Provenance(
                CONFIG, 3, new Data(IMAGES, "64 images"), "34".repeat(32), plain().sessions());
        assertThat(begun.isSame(other)).isFalse();
        assertThatThrownBy(() -> begun.requireSame(other, file, "start anew"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("12".repeat(32), "encoder.weights now has " + "34".repeat(32), "start anew");
    }

    @Test
    void whatChangedIsListedWithAllThatItWas() {
        assertThat(plain().changesSince(plain())).isEmpty();
        Provenance now = of(CONFIG, IMAGES,
                session(0, new Code("1.0", CODE.revision(), true), 2, new Machine("21", "Linux 6, amd64", "Other", 4)));
        assertThat(now.changesSince(plain())).containsExactly(
                new Change("code", "1.0 " + CODE.revision(), "1.0 " + CODE.revision() + " with changes"),
                new Change("threads", "1", "2"),
                new Change("java", "17", "21"),
                new Change("processor", "Some Processor", "Other"));
        Provenance resumed = plain().with(of(CONFIG, IMAGES, session(4, CODE, 2, MACHINE)));
        assertThat(plain().changesSince(resumed)).containsExactly(new Change("threads", "1; 2", "1"));
    }

    @Test
    void aSessionThatBeginsIsHereAndNow() throws IOException {
        Session session = Session.begin(5, new Engine("djl", "PyTorch", "cpu", 1), 2, List.of());
        assertThat(Duration.between(Instant.parse(session.started()), Instant.now())).isBetween(
                Duration.ZERO, Duration.ofMinutes(1));
        assertThat(session.machine().java()).isEqualTo(Runtime.version().toString());
        assertThat(session.machine().system()).contains(System.getProperty("os.arch"));
        // The build has noted a commit, or that there is none.
        assertThat(session.code().version()).isEqualTo("0.1.0-SNAPSHOT");
        assertThat(session.code().revision()).matches("unknown|[0-9a-f]{40,64}");
    }

    @Test
    void aCommitIsReadAsGitDescribesIt() {
        String commit = CODE.revision();
        assertThat(Code.of("1.0", commit)).isEqualTo(CODE);
        assertThat(Code.of("1.0", commit + "-dirty")).isEqualTo(new Code("1.0", commit, true));
        for (String none : List.of("", "${commit}", "v1.0", "fatal: not a git repository")) {
            assertThat(Code.of("1.0", none)).isEqualTo(new Code("1.0", "unknown", false));
        }
    }

    @Test
    void theModelOfAProcessorIsReadWhereTheSystemSaysIt() throws IOException {
        Path file = folder.resolve("cpuinfo");
        assertThat(Machine.processor(file)).isEqualTo("unknown");
        Files.writeString(file,
                "processor\t: 0\nmodel\t\t: 85\nmodel name\t: Some Processor @ 2.0GHz\n\nmodel name\t: B\n");
        assertThat(Machine.processor(file)).isEqualTo("Some Processor @ 2.0GHz");
        Files.writeString(file, "processor\t: 0\nCPU implementer\t: 0x41\n");
        assertThat(Machine.processor(file)).isEqualTo("unknown");
    }
}
