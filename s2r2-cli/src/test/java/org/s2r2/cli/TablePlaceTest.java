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

    @ParameterizedTest
    @ValueSource(strings = {"hdfs://head:9000/a/x.parquet/", "hdfs://head:9000/a/b/../x.parquet", "hdfs://head:9000/a/./x.parquet"})
    void uRisOfOtherFileSystemsAreComparedWithoutDotsAndSlashesAtTheEnd(String uri) {
        assertThat(TablePlace.of(uri)).isEqualTo(TablePlace.of("hdfs://head:9000/a/x.parquet"));
        assertThat(TablePlace.of(uri)).isNotEqualTo(TablePlace.of("hdfs://other:9000/a/x.parquet"));
    }
}
