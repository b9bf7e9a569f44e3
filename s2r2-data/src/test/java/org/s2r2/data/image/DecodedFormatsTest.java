package org.s2r2.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WebP, TIFF, GIF and BMP files beside what Pillow decodes of them; {@code pictures/make.py} made both. */
class DecodedFormatsTest {

    private static final Path PICTURES = Path.of("src", "test", "resources", "pictures");

    @TempDir
    Path folder;

    static Stream<String> pictures() throws IOException {
        try (Stream<Path> files = Files.list(PICTURES)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".png") && !name.endsWith(".py"))
                    .sorted()
                    .toList();
            assertThat(names).hasSizeGreaterThan(25);
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void pixelsAreThoseOfPillow(String name) throws Exception {
        RgbImage expected = ImageFile.read(PICTURES.resolve(name + ".png"));
        RgbImage image = ImageFile.read(PICTURES.resolve(name));
        assertThat(List.of(image.width(), image.height())).isEqualTo(List.of(expected.width(), expected.height()));
        assertThat(image.pixels()).isEqualTo(expected.pixels());
    }

    /** The content decides, not the name. */
    @ParameterizedTest
    @MethodSource("pictures")
    void aPictureIsReadUnderAnyName(String name) throws Exception {
        Path other = Files.copy(PICTURES.resolve(name), folder.resolve("n01440764_10026"));
        assertThat(ImageFile.isImage(other)).isTrue();
        assertThat(ImageFile.read(other).pixels()).isEqualTo(ImageFile.read(PICTURES.resolve(name)).pixels());
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void aCutPictureIsBadWhereverItIsCut(String name) throws Exception {
        byte[] whole = Files.readAllBytes(PICTURES.resolve(name));
        // Behind the pixels a TIFF file may have anything, and other frames may follow the first.
        int pixels = name.startsWith("animated") ? whole.length / 2 : whole.length;
        for (int length = 0; length < pixels - 16; length += 1 + length / 16) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ImageFile.read(cut)).as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(BadImageException.class)
                    .hasMessageContaining(cut.toString());
        }
    }

    @Test
    void textIsNoPictureWhateverItBeginsWith() throws Exception {
        for (String text : List.of("BM is short for bitmap", "RIFF is a container", "GIF89 is a format", "II or MM", "")) {
            assertThat(ImageFile.isImage(Files.writeString(folder.resolve("text"), text))).as(text).isFalse();
        }
    }

    @Test
    void aProfileThatNamesAnotherFileNeverReachesTheDecoder() throws Exception {
        byte[] plain = Files.readAllBytes(PICTURES.resolve("colour.bmp"));
        ByteBuffer linked = ByteBuffer.allocate(plain.length + 84 + 16).order(ByteOrder.LITTLE_ENDIAN);
        linked.put(plain, 0, 54).position(54 + 84);
        linked.put(plain, 54, plain.length - 54).put("/etc/passwd\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        linked.putInt(2, linked.capacity()).putInt(10, 54 + 84).putInt(14, 124).putInt(14 + 56, 0x4c494e4b);
        linked.putInt(14 + 112, plain.length + 84 - 14).putInt(14 + 116, 12);
        RgbImage image = ImageFile.read(Files.write(folder.resolve("linked.bmp"), linked.array()));
        assertThat(image.pixels()).isEqualTo(ImageFile.read(PICTURES.resolve("colour.bmp")).pixels());
    }

    @Test
    void valuesThatAreNoBytesAreRefusedWithWhatTheyAre() throws Exception {
        byte[] tiff = Files.readAllBytes(PICTURES.resolve("grey16.tif"));
        ByteBuffer file = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = file.getInt(4);
        for (int at = directory + 2; at < directory + 2 + 12 * file.getShort(directory); at += 12) {
            if (file.getShort(at) == 258) {
                file.putShort(at + 8, (short) 32);
            }
        }
        assertThatThrownBy(() -> ImageFile.read(Files.write(folder.resolve("float.tif"), tiff)))
                .isInstanceOf(BadImageException.class)
                .hasMessageContaining("float.tif has 1 values of 32 bits a pixel");
    }
}
