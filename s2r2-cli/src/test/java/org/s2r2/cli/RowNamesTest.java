package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;

/** Which file each row of {@code embed} is of. */
class RowNamesTest {

    @TempDir
    Path folder;

    private Path experiment;
    private Path images;

    @BeforeEach
    void images() throws IOException {
        experiment = Inputs.tiny(folder);
        images = folder.resolve("images");
        picture("wren, small/b 2.png", Color.RED);
        picture("wren, small/a.png", Color.GREEN);
        picture("robin/u\"1\".png", Color.BLUE);
        Files.writeString(images.resolve("robin/broken.jpg"), "nothing to see");
    }

    private void picture(String name, Color color) throws IOException {
        Path file = images.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, color.getRGB());
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private Cli embed(Object data, Path rows, Object... options) {
        Object[] args = {"embed", experiment, "--data", data, "--out", rows};
        return Cli.run(Stream.of(args, options).flatMap(Arrays::stream).toArray());
    }

    @Test
    void aTableHasTheRowsWithNamesAndLabels() throws Exception {
        Path names = folder.resolve("names.csv");
        String out = embed(images, folder.resolve("x.npy"), "--names-out", names, "--json").done().out();
        assertThat(Files.readString(names)).isEqualTo("row,name,label\n"
                + "0,\"robin/u\"\"1\"\".png\",robin\n"
                + "1,\"wren, small/a.png\",\"wren, small\"\n"
                + "2,\"wren, small/b 2.png\",\"wren, small\"\n");
        assertThat(JsonMapper.builder().build().readTree(out).path("skipped").asInt()).isEqualTo(1);
    }

    /** The row of each name is that of the picture alone. */
    @Test
    void eachNameIsThatOfItsRow() throws Exception {
        Path names = folder.resolve("names.txt");
        assertThat(embed(images, folder.resolve("x.npy"), "--names-out", names).done().out())
                .contains("3 embeddings", "1 of them could not be decoded and has no row");
        NpyMatrix rows = Npy.readMatrixAsDoubles(folder.resolve("x.npy"));
        int row = 0;
        for (String name : Files.readAllLines(names)) {
            Path alone = folder.resolve("alone" + row);
            Files.createDirectories(alone);
            Files.copy(images.resolve(name), alone.resolve("picture.png"));
            embed(alone, folder.resolve("one.npy")).done();
            NpyMatrix one = Npy.readMatrixAsDoubles(folder.resolve("one.npy"));
            for (int i = 0; i < one.columns(); i++) {
                assertThat(rows.values()[row * rows.columns() + i]).isCloseTo(one.values()[i], offset(1e-5));
            }
            row++;
        }
        assertThat(row).isEqualTo(3);
    }

    @Test
    void anotherKindOfFileIsRefusedBeforeAnythingIsComputed() {
        Path rows = folder.resolve("x.npy");
        embed(images, rows, "--names-out", folder.resolve("names.json")).refuses("--names-out", "names.json", ".txt or .csv");
        assertThat(rows).doesNotExist();
    }
}
