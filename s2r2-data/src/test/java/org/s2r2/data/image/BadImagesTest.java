package org.s2r2.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.dataset.GreyPicture;
import org.s2r2.data.dataset.Opening;
import org.s2r2.data.image.EncodedImage.Ink;
import org.s2r2.settings.InvalidInputException;

/** Files with images that are turned, animated, damaged, of other kinds, or made to exhaust a reader. */
class BadImagesTest {

    private static final int AFTER_IHDR = 33;

    @TempDir
    Path folder;

    private RgbImage read(byte[] bytes) throws IOException, BadImageException {
        return ImageFile.read(Files.write(folder.resolve("image.bin"), bytes));
    }

    private void assertBad(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(BadImageException.class)
                .hasMessageContaining("image.bin")
                .hasMessageContaining(message);
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    /** 3 x 2 grey pixels, or blocks of 16 pixels of one grey, that spell abc/def. */
    private static BufferedImage letters(int block) {
        BufferedImage image = new BufferedImage(3 * block, 2 * block, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 2 * block; y++) {
            for (int x = 0; x < 3 * block; x++) {
                image.getRaster().setSample(x, y, 0, 30 * (y / block * 3 + x / block) + 20);
            }
        }
        return image;
    }

    private static String spelt(RgbImage image, int block) {
        StringBuilder text = new StringBuilder();
        for (int y = block / 2; y < image.height(); y += block) {
            text.append(text.isEmpty() ? "" : "/");
            for (int x = block / 2; x < image.width(); x += block) {
                text.append((char) ('a' + Math.round((image.value(x, y, 0) - 20) / 30f)));
            }
        }
        return text.toString();
    }

    private static byte[] inserted(byte[] into, int at, byte[] what) {
        ByteBuffer bytes = ByteBuffer.allocate(into.length + what.length);
        return bytes.put(into, 0, at).put(what).put(into, at, into.length - at).array();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(data.length + 12).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, data.length + 4);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(data.length + 4)
                .putShort((short) (0xff00 | marker)).putShort((short) (data.length + 2)).put(data).array();
    }

    private static byte[] exif(ByteOrder order, int orientation) {
        ByteBuffer block = ByteBuffer.allocate(38).order(order);
        block.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949)).putShort((short) 42).putInt(8);
        block.putShort((short) 2).putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(99);
        block.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return block.array();
    }

    private static byte[] app1(byte[] exif) {
        return segment(0xe1, inserted(exif, 0, "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, abc/def", "2, cba/fed", "3, fed/cba", "4, def/abc", "5, ad/be/cf", "6, da/eb/fc", "7, fc/eb/da", "8, cf/be/ad",
        "0, abc/def", "9, abc/def"
    })
    void picturesAreTurnedUprightByExif(int orientation, String expected) throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] exif = exif(order, orientation);
            byte[] png = inserted(encode(letters(1), "png"), AFTER_IHDR, chunk("eXIf", exif));
            assertThat(spelt(read(png), 1)).isEqualTo(expected);
            byte[] jpeg = inserted(encode(letters(16), "jpeg"), 2, app1(exif));
            assertThat(spelt(read(jpeg), 16)).isEqualTo(expected);
        }
    }

    @Test
    void brokenExifTurnsNothing() throws Exception {
        byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
        byte[] jpeg = encode(letters(16), "jpeg");
        for (int length = 0; length < 28; length++) {
            assertThat(spelt(read(inserted(jpeg, 2, app1(Arrays.copyOf(exif, length)))), 16)).isEqualTo("abc/def");
        }
        ByteBuffer.wrap(exif).putInt(4, 0xfffffff0);
        assertThat(spelt(read(inserted(jpeg, 2, app1(exif))), 16)).isEqualTo("abc/def");
    }

    @Test
    void theStillPictureOfAnAnimatedPngIsTaken() throws Exception {
        byte[] png = encode(letters(1), "png");
        byte[] control = chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0});
        byte[] frame = chunk("fdAT", new byte[] {0, 0, 0, 1, 1, 2, 3});
        byte[] animated = inserted(inserted(png, png.length - 12, frame), AFTER_IHDR, control);
        assertThat(spelt(read(animated), 1)).isEqualTo("abc/def");
    }

    @Test
    void anImageOfOnePixelIsRead() throws Exception {
        for (String format : new String[] {"png", "jpeg"}) {
            BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
            one.setRGB(0, 0, 0x808080);
            RgbImage image = read(encode(one, format));
            assertThat(image.width() * image.height()).isEqualTo(1);
            assertThat(image.value(0, 0, 1)).isBetween(127, 129);
        }
    }

    @Test
    void whatIsNoPictureIsNamed() {
        assertBad("<html>not found</html>".getBytes(StandardCharsets.US_ASCII),
                "holds no JPEG, PNG, WebP, TIFF, GIF or BMP image, but markup");
        assertBad("%PDF-1.4".getBytes(StandardCharsets.US_ASCII), "holds no JPEG, PNG, WebP, TIFF, GIF or BMP image");
    }

    /** What a grey picture claims of its size, in a file of some hundred bytes. */
    @Test
    void aShortFileMayHaveManyPixelsButNotMoreThanAHundredMillion() throws Exception {
        BufferedImage blank = new BufferedImage(9000, 9000, BufferedImage.TYPE_BYTE_BINARY);
        assertThat(read(encode(blank, "png")).width()).isEqualTo(9000);
        BufferedImage larger = new BufferedImage(11000, 10000, BufferedImage.TYPE_BYTE_BINARY);
        assertBad(encode(larger, "png"), "has 110000000 pixels, allowed are up to 100000000 in a file of");
    }

    @Test
    void aTurnedPictureMayHaveAsManyPixels() throws Exception {
        BufferedImage large = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_GRAY);
        byte[] jpeg = inserted(encode(large, "jpeg"), 2, app1(exif(ByteOrder.BIG_ENDIAN, 6)));
        RgbImage image = read(jpeg);
        assertThat(image.height()).isEqualTo(4000);
        assertThat(jpeg.length).isLessThan(200_000);
    }

    @Test
    void aPngWithAChangedByteIsBad() throws Exception {
        byte[] png = encode(letters(16), "png");
        png[png.length - 20] ^= 1;
        assertBad(png, "the check sum of its chunk IDAT at byte 33 is wrong");
    }

    @Test
    void aPngWhoseDataEndsEarlyIsBadThoughItsChunksAreWhole() throws Exception {
        byte[] png = encode(letters(16), "png");
        int length = ByteBuffer.wrap(png).getInt(AFTER_IHDR);
        byte[] half = chunk("IDAT", Arrays.copyOfRange(png, AFTER_IHDR + 8, AFTER_IHDR + 8 + length / 2));
        byte[] bytes = inserted(inserted(Arrays.copyOf(png, AFTER_IHDR), AFTER_IHDR, half), AFTER_IHDR + half.length,
                chunk("IEND", new byte[0]));
        assertBad(bytes, "");
    }

    @Test
    void aJpegOfAbsurdSizeOrTooManyScansIsRefusedBeforeDecoding() throws Exception {
        byte[] jpeg = encode(letters(16), "jpeg");
        byte[] large = jpeg.clone();
        for (int at = 2; at < large.length; at += 2 + (large[at + 2] & 0xff) * 256 + (large[at + 3] & 0xff)) {
            if ((large[at + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(large).putShort(at + 5, (short) 65500).putShort(at + 7, (short) 65500);
                break;
            }
        }
        assertBad(large, "has 4290250000 pixels, allowed are up to 100000000 in a file of");
        byte[] scans = jpeg;
        for (int i = 0; i < 100; i++) {
            scans = inserted(scans, jpeg.length - 2, segment(0xda, new byte[] {1, 1, 0, 0, 63, 0}));
        }
        assertBad(scans, "has 101 scans, allowed are up to 100");
    }

    @Test
    void inksAreMultiplied() {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 2, 1, 4, null);
        raster.setPixel(0, 0, new int[] {255, 51, 0, 255});
        raster.setPixel(1, 0, new int[] {255, 51, 0, 100});
        RgbImage image = Inks.toRgb(raster, Ink.CMYK);
        assertThat(new int[] {image.value(0, 0, 0), image.value(0, 0, 1), image.value(0, 0, 2)})
                .containsExactly(255, 51, 0);
        assertThat(new int[] {image.value(1, 0, 0), image.value(1, 0, 1), image.value(1, 0, 2)})
                .containsExactly(100, 20, 0);
    }

    /** YCbCr of pure red is (76, 85, 255); as negative inks that is no cyan left and full ink of the others. */
    @Test
    void inksStoredAsLumaAndChromaAreTurnedBack() {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, 4, null);
        raster.setPixel(0, 0, new int[] {76, 85, 255, 255});
        RgbImage image = Inks.toRgb(raster, Ink.YCCK);
        assertThat(image.value(0, 0, 0)).isBetween(0, 1);
        assertThat(image.value(0, 0, 1)).isBetween(254, 255);
        assertThat(image.value(0, 0, 2)).isBetween(254, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "fail"})
    void badImagesAreSkippedAndCountedOrEndTheRun(String onBadImage) throws Exception {
        GreyPicture.write(folder.resolve("c/a.png"), 1);
        Files.writeString(folder.resolve("c/b.jpg"), "no picture");
        ImageDataset images = Opening.open("folder", Split.TRAIN, "path", folder, "onBadImage", onBadImage);
        assertThat(images.image(0).value(0, 0, 0)).isEqualTo(1);
        Class<? extends Exception> expected =
                onBadImage.equals("skip") ? BadImageException.class : InvalidInputException.class;
        assertThatThrownBy(() -> images.image(1)).isInstanceOf(expected).hasMessageContaining("b.jpg holds no JPEG");
        assertThat(images.badImages()).isEqualTo(onBadImage.equals("skip") ? 1 : 0);
    }
}
