package org.s2r2.experiment.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.experiment.RunFolder;
import org.s2r2.settings.InvalidInputException;

class NeighbourFileTest {

    /** Three bytes, 1, 2 and 3, in base64. */
    private static final String PIXEL = "{\"rgb\":\"AQID\",\"width\":1,\"height\":1,\"label\":\"oak\"}";

    @TempDir
    private Path folder;

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("neighbours.json"), json.replace("PIXEL", PIXEL));
    }

    @Test
    void rowsAreReadAsTheyStandThere() throws IOException {
        write("[{\"query\":PIXEL,\"neighbours\":[{\"picture\":PIXEL,\"right\":true}]}]");
        assertThat(NeighbourFile.read(new RunFolder(folder))).singleElement().satisfies(row -> {
            assertThat(row.query().rgb()).containsExactly(1, 2, 3);
            assertThat(row.neighbours()).singleElement().satisfies(neighbour -> {
                assertThat(neighbour.picture().label()).isEqualTo("oak");
                assertThat(neighbour.right()).isTrue();
            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[null]",
        "[{\"query\":null,\"neighbours\":[]}]",
        "[{\"query\":PIXEL}]",
        "[{\"query\":PIXEL,\"neighbours\":[null]}]",
        "[{\"query\":PIXEL,\"neighbours\":[{\"right\":true}]}]",
        "[{\"query\":{\"width\":1,\"height\":1,\"label\":\"oak\"},\"neighbours\":[]}]",
        "[{\"query\":{\"rgb\":\"AQID\",\"width\":1,\"height\":1},\"neighbours\":[]}]"
    })
    void aFileThatLacksAPartIsNamed(String json) throws IOException {
        write(json);
        assertThatThrownBy(() -> NeighbourFile.read(new RunFolder(folder)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("neighbours.json") + ": ")
                .hasMessageMatching("(?s).*without.*")
                .hasMessageNotContaining("because");
    }
}
