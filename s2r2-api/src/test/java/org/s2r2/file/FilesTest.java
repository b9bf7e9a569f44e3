package org.s2r2.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.s2r2.settings.InvalidInputException;

class FilesTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsReadUpToItsBound() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[] {1, 2, 3});
        assertThat(InputFile.bytes(file, 3, "three bytes")).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> InputFile.bytes(file, 2, "two bytes"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": 3 bytes, expected two bytes of at most 2 bytes");
    }

    @Test
    void whatIsMissingOrNoRegularFileIsRefusedUnread() {
        assertThatThrownBy(() -> InputFile.bytes(folder.resolve("none"), 9, "a file"))
                .hasMessage(folder.resolve("none") + ": there is no such file, expected a file");
        assertThatThrownBy(() -> InputFile.bytes(folder, 9, "a file"))
                .hasMessage(folder + ": not a regular file, expected a file");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[] {'a', (byte) 0xff});
        assertThatThrownBy(() -> InputFile.text(file, 9, "names"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": not text in UTF-8, expected names");
    }

    private record Pair(int count, List<String> names) {
        Pair {
            if (names == null) {
                throw new IllegalArgumentException("no names");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"count\": 1.5, \"names\": []}",
        "{\"count\": \"1\", \"names\": []}",
        "{\"count\": null, \"names\": []}",
        "{\"names\": []}",
        "{\"count\": 1}",
        "{\"count\": 1, \"names\": [], \"more\": 1}",
        "{\"count\": 1, \"count\": 1, \"names\": []}",
        "{\"count\": 1, \"names\": []} {}",
        "null",
        "~~",
    })
    void jsonIsTakenByTheLetter(String text) throws IOException {
        Path file = folder.resolve("x.json");
        Files.writeString(file, "{\"count\": 1, \"names\": [\"a\"]}");
        assertThat(JsonFile.read(file, new TypeReference<Pair>() {}, "a pair")).isEqualTo(new Pair(1, List.of("a")));
        Files.writeString(file, text);
        assertThatThrownBy(() -> JsonFile.read(file, new TypeReference<Pair>() {}, "a pair"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("x.json")
                .hasMessageContaining("a pair");
    }

    @Test
    void aFileIsReplacedWholeOrStaysAsItWas() throws IOException {
        Path file = folder.resolve("x");
        WholeFile.write(file, new byte[] {1, 2, 3});
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written (disk full)");
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        WholeFile.write(file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
        try (var files = Files.list(folder)) {
            assertThat(files).as("no temporary file is left").containsExactly(file);
        }
    }

    @Test
    void theReasonIsInWordsWhereJavaHasTheNameAlone() {
        assertThat(IoReason.of(new AccessDeniedException("x"))).isEqualTo("access denied");
        assertThat(IoReason.of(new NoSuchFileException("x"))).contains("no such file");
        assertThat(IoReason.of(new FileSystemException("x", null, "Read-only file system"))).isEqualTo("Read-only file system");
        assertThat(IoReason.of(new FileSystemException("x"))).isEqualTo("FileSystemException");
        assertThat(IoReason.of(new IOException("disk full"))).isEqualTo("disk full");
        assertThat(IoReason.of(new IOException((String) null))).isEqualTo("IOException");
    }

    @Test
    void aDeviceWithoutSpaceIsNamed() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        assertThatThrownBy(() -> WholeFile.write(full, new byte[100_000]))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("/dev/full: ")
                .hasMessageContaining("No space left on device");
    }

    @Test
    void aLinkStaysALinkToTheNewContent() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[] {1});
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.write(link, new byte[] {2});
        assertThat(link).isSymbolicLink().hasBinaryContent(new byte[] {2});
        assertThat(file).hasBinaryContent(new byte[] {2});
    }

    @Test
    void messagesQuoteNothingThatATerminalWouldObey() {
        assertThat(new InvalidInputException("a\u001b[2Jb\nc")).hasMessage("a\\u001b[2Jb\\u000ac");
        assertThat(new InvalidInputException("x".repeat(1_000_000)).getMessage()).hasSize(2005).contains(" ... ");
    }
}
