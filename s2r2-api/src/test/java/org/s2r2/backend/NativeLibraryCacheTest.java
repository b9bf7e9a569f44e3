package org.s2r2.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;

class NativeLibraryCacheTest {

    @TempDir
    Path home;

    @TempDir
    Path temporary;

    private Path own() throws IOException {
        return temporary.resolve("s2r2-" + Files.getOwner(temporary).getName());
    }

    @Test
    void anEngineIsLeftAloneWhereTheUserHasAHome() {
        assertThat(NativeLibraryCache.home(home.toString(), "/nowhere", temporary)).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theEnvironmentKnowsTheHomeOfAUserWhomTheSystemDoesNotList() {
        for (String userHome : new String[] {"?", "", "/nowhere", "relative"}) {
            assertThat(NativeLibraryCache.home(userHome, home.toString(), temporary))
                    .contains(home);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aFileIsNoHome() throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        assertThat(NativeLibraryCache.home("?", file.toString(), temporary))
                .contains(own());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void withoutAnyHomeTheFolderIsAmongTheTemporaryFilesAndTheUsersAlone() throws IOException {
        for (String none : new String[] {null, "", "/nowhere", "?", "."}) {
            assertThat(NativeLibraryCache.home("?", none, temporary)).contains(own());
        }
        assertThat(temporary).isDirectoryContaining(own()::equals);
        assertThat(Files.getPosixFilePermissions(own())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderThatOthersCanWriteIsRefused() throws IOException {
        Files.setPosixFilePermissions(Files.createDirectory(own()), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> NativeLibraryCache.home("?", null, temporary))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(own().toString())
                .hasMessageContaining("set HOME");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkToAnotherFolderIsRefused() throws IOException {
        Files.createSymbolicLink(own(), home);
        assertThatThrownBy(() -> NativeLibraryCache.home("?", null, temporary))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(own().toString());
    }

    @Test
    void whereNothingCanBeWrittenTheErrorSaysWhatToSet() {
        assertThatThrownBy(() -> NativeLibraryCache.home("?", null, home.resolve("missing")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(home.resolve("missing").toString())
                .hasMessageContaining("set HOME");
    }
}
