package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.s2r2.settings.InvalidInputException;

/** Files of an index in which something is missing. */
class MissingPartsTest extends SmallIndices {

    @Test
    void anEncoderWithoutAPartIsNamed() throws Exception {
        for (int i = 0; i < 3; i++) {
            picture(i + ".png", png(i));
        }
        index(false);
        Path manifest = index.resolve("index.json");
        String good = Files.readString(manifest);
        for (String key : List.of("source", "choice", "checkpoint", "stage", "configSha256", "weightsSha256")) {
            String without = good.replaceFirst("\"" + key + "\" : \"[^\"]*\"", "\"" + key + "\" : null");
            assertThat(without).isNotEqualTo(good);
            Files.writeString(manifest, without);
            assertThatThrownBy(() -> PictureIndex.open(index))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll(manifest.toString(), "encoder: found one of its parts missing");
        }
        Files.writeString(manifest, good);
        try (PictureIndex open = PictureIndex.open(index)) {
            assertThat(open.size()).isEqualTo(3);
        }
    }

    @Test
    void aLineWithoutAPictureIsNamed() throws Exception {
        Path list = folder.resolve("pictures.txt");
        Files.writeString(list, "{\"name\":\"a.png\",\"file\":\"/a.png\",\"bytes\":3,\"modified\":5}\nnull\n");
        assertThatThrownBy(() -> PictureList.read(list))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(list + ": line 2 is no picture of an index: found null");
    }
}
