package org.s2r2.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

    @TempDir
    Path folder;

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private RgbImage read(byte[] bytes) throws IOException, BadImageException {
        return ImageFile.read(Files.write(folder.resolve("image.bin"), bytes));
    }

    private static int[] pixel(RgbImage image, int x, int y) {
        return new int[] {image.value(x, y, 0), image.value(x, y, 1), image.value(x, y, 2)};
    }

    private static BufferedImage filled(int type, int... sample) {
        BufferedImage image = new BufferedImage(20, 10, type);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                image.getRaster().setPixel(x, y, sample);
            }
        }
        return image;
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR})
    void anRgbPngKeepsEveryPixel(int type) throws Exception {
        BufferedImage image = new BufferedImage(7, 5, type);
        for (int i = 0; i < 35; i++) {
            image.setRGB(i % 7, i / 7, i * 7 << 16 | (255 - i) << 8 | i);
        }
        RgbImage decoded = read(encode(image, "png"));
        for (int i = 0; i < 35; i++) {
            assertThat(pixel(decoded, i % 7, i / 7)).containsExactly(i * 7, 255 - i, i);
        }
    }

    @Test
    void greyValuesAreKeptInPngAndJpeg() throws Exception {
        for (int grey : new int[] {0, 1, 30, 100, 200, 255}) {
            BufferedImage image = filled(BufferedImage.TYPE_BYTE_GRAY, grey);
            assertThat(pixel(read(encode(image, "png")), 3, 3)).containsExactly(grey, grey, grey);
            int[] jpeg = pixel(read(encode(image, "jpeg")), 3, 3);
            assertThat(jpeg[0]).isBetween(grey - 1, grey + 1);
            assertThat(jpeg).containsOnly(jpeg[0]);
        }
    }

    @Test
    void sixteenBitsKeepTheHighByte() throws Exception {
        byte[] png = encode(filled(BufferedImage.TYPE_USHORT_GRAY, 0x64ff), "png");
        assertThat(pixel(read(png), 5, 5)).containsExactly(0x64, 0x64, 0x64);
    }

    @Test
    void aPaletteIsLookedUp() throws Exception {
        byte[] red = {10, (byte) 200};
        byte[] green = {20, 100};
        byte[] blue = {30, 0};
        IndexColorModel palette = new IndexColorModel(8, 2, red, green, blue);
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED, palette);
        image.getRaster().setSample(1, 2, 0, 1);
        RgbImage decoded = read(encode(image, "png"));
        assertThat(pixel(decoded, 0, 0)).containsExactly(10, 20, 30);
        assertThat(pixel(decoded, 1, 2)).containsExactly(200, 100, 0);
    }

    @Test
    void alphaIsDropped() throws Exception {
        byte[] png = encode(filled(BufferedImage.TYPE_4BYTE_ABGR, 90, 60, 30, 7), "png");
        assertThat(pixel(read(png), 5, 5)).containsExactly(90, 60, 30);
    }

    @Test
    void aColourJpegIsCloseToItsSource() throws Exception {
        int[] decoded = pixel(read(encode(filled(BufferedImage.TYPE_3BYTE_BGR, 200, 120, 40), "jpeg")), 5, 5);
        assertThat(decoded[0]).isBetween(197, 203);
        assertThat(decoded[1]).isBetween(117, 123);
        assertThat(decoded[2]).isBetween(37, 43);
    }

    @Test
    void anAdobeCmykJpegBecomesRgb() throws Exception {
        // Adobe stores inverted ink: 255 is none. With the key at 255, red is the stored cyan, and so on.
        byte[] plain = fourChannelJpeg(255, 55, 155, 255);
        byte[] marker = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
        byte[] adobe = new byte[plain.length + marker.length];
        System.arraycopy(plain, 0, adobe, 0, 2);
        System.arraycopy(marker, 0, adobe, 2, marker.length);
        System.arraycopy(plain, 2, adobe, 2 + marker.length, plain.length - 2);
        int[] decoded = pixel(read(adobe), 5, 5);
        assertThat(decoded[0]).isBetween(253, 255);
        assertThat(decoded[1]).isBetween(53, 57);
        assertThat(decoded[2]).isBetween(153, 157);
    }

    private static byte[] fourChannelJpeg(int... sample) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) {
            raster.setPixel(i % 16, i / 16, sample);
        }
        ImageWriter writer = null;
        for (var writers = ImageIO.getImageWritersByFormatName("jpeg"); writers.hasNext(); ) {
            writer = writers.next(); // the last is the JDK's own, which writes any raster as it is
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(1);
            writer.write(null, new IIOImage(raster, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void aCutJpegIsBadWhereverItIsCut() throws Exception {
        byte[] whole = encode(noise(), "jpeg");
        assertThat(read(whole).width()).isEqualTo(64);
        for (int length : new int[] {3, 50, 400, whole.length / 2, whole.length - 20, whole.length - 2}) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length)
                    .isInstanceOf(BadImageException.class).hasMessageContaining("image.bin");
        }
    }

    @Test
    void aCutPngIsBad() throws Exception {
        byte[] whole = encode(noise(), "png");
        for (int length : new int[] {5, 40, whole.length / 2, whole.length - 13, whole.length - 1}) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(BadImageException.class);
        }
    }

    private static BufferedImage noise() {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(1);
        for (int i = 0; i < 4096; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        return image;
    }

    @Test
    void emptyAndForeignFilesAreBad() {
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(BadImageException.class)
                    .hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("not an image".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(BadImageException.class)
                .hasMessageContaining("holds no JPEG, PNG, WebP, TIFF, GIF or BMP image");
    }

    @Test
    void anAbsurdSizeIsRefusedBeforeDecoding() throws Exception {
        byte[] png = encode(noise(), "png");
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, 100_000).putInt(20, 100_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        header.putInt(29, (int) crc.getValue());
        assertThatThrownBy(() -> read(png))
                .isInstanceOf(BadImageException.class)
                .hasMessageContaining("10000000000 pixels, allowed are up to 100000000 in a file of 12420 bytes");
    }
}
