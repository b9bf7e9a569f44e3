package org.s2r2.data.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.Settings;

class ContactSheetTest {

    private static final int STEP = 132;

    /** Random images, of which some are bad. */
    private record Fake(int size, int width, int height, List<Integer> bad) implements ImageDataset {

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public RgbImage image(int index) throws BadImageException {
            if (bad.contains(index)) {
                throw new BadImageException("bad");
            }
            byte[] pixels = new byte[3 * width * height];
            new Random(index).nextBytes(pixels);
            return new RgbImage(width, height, pixels);
        }

        @Override
        public int label(int index) {
            return index % 3 - 1;
        }

        @Override
        public List<String> classNames() {
            return List.of("cat", "dog", "emu");
        }

        @Override
        public List<int[]> folds() {
            return List.of(new int[] {1}, new int[] {2});
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** Whether a picture lies at a place of the sheet, where every pixel of it is a square. */
    private static void assertPicture(RgbImage sheet, int left, int top, RgbImage picture, int square) {
        for (int y = 0; y < picture.height() * square; y++) {
            for (int x = 0; x < picture.width() * square; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(sheet.value(left + x, top + y, channel))
                            .isEqualTo(picture.value(x / square, y / square, channel));
                }
            }
        }
    }

    private static ViewMaker plainViews() {
        Settings settings = Settings.of("test", Map.of(
                "crops", List.of(
                        Map.of("count", 1, "size", 32, "scale", List.of(1.0, 1.0)),
                        Map.of("count", 2, "size", 16, "scale", List.of(1.0, 1.0))),
                "flip", 0, "jitter", Map.of("probability", 0), "grayscale", 0, "blur", Map.of("probability", 0)));
        return new ViewMaker(ViewRecipe.read(settings), 1);
    }

    @Test
    void imagesSpreadOverTheDatasetStandInLinesOfTen() throws Exception {
        Fake images = new Fake(26, 32, 32, List.of());
        RgbImage sheet = ContactSheet.of(images, 13);
        assertThat(sheet.width()).isEqualTo(4 + 10 * STEP);
        assertThat(sheet.height()).isEqualTo(4 + 2 * STEP);
        assertPicture(sheet, 4, 4, images.image(0), 4);
        assertPicture(sheet, 4 + 9 * STEP, 4, images.image(18), 4);
        assertPicture(sheet, 4 + 2 * STEP, 4 + STEP, images.image(24), 4);
        assertThat(sheet.value(4 + 3 * STEP, 4 + STEP, 0)).as("paper").isEqualTo(255);
    }

    @Test
    void aLongImageIsInTheMiddleOfItsCellAndBadOnesAreLeftOut() throws Exception {
        Fake images = new Fake(3, 64, 16, List.of(0));
        RgbImage sheet = ContactSheet.of(images, 10);
        assertThat(sheet.width()).isEqualTo(4 + 2 * STEP);
        assertThat(sheet.value(4, 4 + 47, 0)).as("paper").isEqualTo(255);
        assertPicture(sheet, 4, 4 + 48, images.image(1), 2);
    }

    @Test
    void viewsThatChangeNothingLookAsTheImageDoes() throws Exception {
        Fake images = new Fake(2, 32, 32, List.of());
        RgbImage sheet = ContactSheet.of(images, 2, plainViews());
        assertThat(sheet.height()).isEqualTo(4 + STEP);
        for (int i = 0; i < 2; i++) {
            int left = 4 + i * (4 * STEP + 8);
            assertPicture(sheet, left, 4, images.image(i), 4);
            assertPicture(sheet, left + STEP, 4, images.image(i), 4);
            assertThat(sheet.value(left + 2 * STEP + 31, 4 + 31, 0)).as("paper around a small view").isEqualTo(255);
            assertThat(sheet.value(left + 2 * STEP + 31, 4 + 64, 0)).as("paper").isEqualTo(255);
        }
    }

    @Test
    void aPixelOfASmallerImageIsTheMeanOfThoseThatItCovers() {
        byte[] pixels = new byte[3 * 4 * 2];
        int[] reds = {10, 20, 200, 201, 30, 40, 202, 204};
        for (int i = 0; i < reds.length; i++) {
            pixels[3 * i] = (byte) reds[i];
        }
        RgbImage small = ContactSheet.fit(new RgbImage(4, 2, pixels), 2);
        assertThat(small.width()).isEqualTo(2);
        assertThat(small.height()).isEqualTo(1);
        assertThat(small.value(0, 0, 0)).isEqualTo(25);
        assertThat(small.value(1, 0, 0)).as("201.75").isEqualTo(202);
        assertThat(small.value(1, 0, 1)).isZero();
        RgbImage thin = ContactSheet.fit(new RgbImage(1000, 1, new byte[3000]), 128);
        assertThat(thin.height()).isEqualTo(1);
    }

    @Test
    void aPngHasThePixelsOfItsImage() throws Exception {
        RgbImage image = new Fake(1, 7, 5, List.of()).image(0);
        var read = ImageIO.read(new ByteArrayInputStream(image.png()));
        assertThat(read.getWidth()).isEqualTo(7);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 7; x++) {
                assertThat(read.getRGB(x, y) & 0xffffff)
                        .isEqualTo(image.value(x, y, 0) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2));
            }
        }
    }

    @Test
    void aSummaryCountsImagesLabelsAndSizes() {
        DatasetSummary summary = DatasetSummary.of(new Fake(10, 8, 6, List.of(0, 4)), 5);
        assertThat(summary.images()).isEqualTo(10);
        assertThat(summary.classes()).containsExactly(Map.entry("cat", 3), Map.entry("dog", 3), Map.entry("emu", 0));
        assertThat(summary.unlabelled()).isEqualTo(4);
        assertThat(summary.folds()).isEqualTo(2);
        assertThat(summary.decoded()).isEqualTo(3);
        assertThat(summary.bad()).isEqualTo(2);
        assertThat(summary.width()).hasToString("8");
        assertThat(summary.height()).hasToString("6");
        DatasetSummary bad = DatasetSummary.of(new Fake(1, 8, 6, List.of(0)), 5);
        assertThat(bad.decoded()).isZero();
        assertThat(bad.width()).hasToString("0");
    }
}
