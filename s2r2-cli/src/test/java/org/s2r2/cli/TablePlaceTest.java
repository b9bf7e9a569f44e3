package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablePlaceTest {

    @TempDir
    Path folder;

    @Test
    void aTableOfThisMachineIsTheSameHoweverItIsSpelled() throws Exception {
        Path table = Files.createDirectory(folder.resolve("x.parquet"));
        Path link = Files.createSymbolicLink(folder.resolve("y.parquet"), table);
        TablePlace expected = TablePlace.of(table.toString());
        assertThat(TablePlace.of(table + "/")).isEqualTo(expected);
        assertThat(TablePlace.of(folder + "/./z/../x.parquet")).isEqualTo(expected);
        assertThat(TablePlace.of(link.toString())).isEqualTo(expected);
        assertThat(TablePlace.of("file:" + table)).isEqualTo(expected);
        assertThat(TablePlace.of("file://" + table + "/")).isEqualTo(expected);
        assertThat(TablePlace.of(Path.of("").toAbsolutePath().relativize(table).toString())).isEqualTo(expected);
        assertThat(TablePlace.of(folder.resolve("other.parquet").toString())).isNotEqualTo(expected);
    }

    /** "link/.." is above what the link leads to, and not the folder in which the link is. */
    @Test
    void aTableAboveALinkIsTheOneThatTheSystemOpens() throws Exception {
        Path table = Files.createDirectories(folder.resolve("deep/x.parquet"));
        Files.createDirectories(folder.resolve("deep/now"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("deep/now"));
        assertThat(TablePlace.of(folder + "/link/../x.parquet")).isEqualTo(TablePlace.of(table.toString()));
        assertThat(TablePlace.of("file:" + folder + "/link/../x.parquet")).isEqualTo(TablePlace.of(table.toString()));
        assertThat(TablePlace.of(folder + "/link/../y.parquet"))
                .isEqualTo(TablePlace.of(folder.resolve("deep/y.parquet").toString()))
                .isNotEqualTo(TablePlace.of(folder.resolve("y.parquet").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://head:9000/a/x.parquet/", "hdfs://head:9000/a/b/../x.parquet", "hdfs://head:9000/a/./x.parquet"})
    void uRisOfOtherFileSystemsAreComparedWithoutDotsAndSlashesAtTheEnd(String uri) {
        assertThat(TablePlace.of(uri)).isEqualTo(TablePlace.of("hdfs://head:9000/a/x.parquet"));
        assertThat(TablePlace.of(uri)).isNotEqualTo(TablePlace.of("hdfs://other:9000/a/x.parquet"));
    }
}
