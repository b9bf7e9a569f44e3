package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.s2r2.data.dataset.Opening.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;

class DatasetsTest {

    @TempDir
    Path folder;

    private static byte[] cifar(int records, int label) {
        byte[] bytes = new byte[records * 3073];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 3073 == 0 ? label : i % 3073 - 1 >> 4);
        }
        return bytes;
    }

    @Test
    void cifarFilesAreReadInOrderWithPlanesInterleaved() throws Exception {
        Files.write(folder.resolve("data_batch_2.bin"), cifar(3, 9));
        Files.write(folder.resolve("data_batch_1.bin"), cifar(2, 4));
        Files.write(folder.resolve("test_batch.bin"), cifar(1, 0));
        Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        try (ImageDataset train = open("cifar10", Split.TRAIN, "path", folder)) {
            assertThat(train.size()).isEqualTo(5);
            assertThat(train.label(1)).isEqualTo(4);
            assertThat(train.label(2)).isEqualTo(9);
            assertThat(train.classNames()).hasSize(10).startsWith("a", "b");
            RgbImage image = train.image(4);
            assertThat(image.value(5, 20, 0)).isEqualTo(20 * 32 + 5 >> 4);
            assertThat(image.value(5, 20, 2)).isEqualTo((2048 + 20 * 32 + 5 >> 4) & 0xff);
            assertThatThrownBy(() -> train.image(5)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(open("cifar10", Split.TEST, "path", folder).size()).isEqualTo(1);
        assertThat(open("cifar10", Split.TRAIN, "path", folder, "limit", 4).size()).isEqualTo(4);
    }

    @Test
    void brokenCifarFilesAreNamed() throws IOException {
        assertInvalid("path: found", "cifar10", "path", folder.resolve("absent"));
        assertInvalid("holds no data_batch_*.bin", "cifar10", "path", folder);
        Path file = Files.write(folder.resolve("data_batch_1.bin"), new byte[0]);
        assertInvalid("data_batch_1.bin has 0 bytes", "cifar10", "path", folder);
        Files.write(file, new byte[3072]);
        assertInvalid("3072 bytes, expected a positive multiple of 3073", "cifar10", "path", folder);
        Files.write(file, cifar(2, 10));
        assertInvalid("data_batch_1.bin has label 10 at image 0, expected 0 to 9", "cifar10", "path", folder);
    }

    private static void assertInvalid(String message, String name, Split split, Object... settings) {
        assertThatThrownBy(() -> open(name, split, settings))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    private static void assertInvalid(String message, String name, Object... settings) {
        assertInvalid(message, name, Split.TRAIN, settings);
    }

    private void image(String path, int grey) throws IOException {
        GreyPicture.write(folder.resolve(path), grey);
    }

    @Test
    void subFoldersAreTheClassesAndSplitsAreFound() throws Exception {
        image("train/dog/1.png", 11);
        image("train/cat/deep/2.PNG", 12);
        image("test/dog/3.png", 13);
        try (ImageDataset train = open("folder", Split.TRAIN, "path", folder)) {
            assertThat(train.classNames()).containsExactly("cat", "dog");
            assertThat(train.label(0)).isZero();
            assertThat(train.image(1).value(0, 0, 1)).isEqualTo(11);
        }
        ImageDataset test = open("folder", Split.TEST, "path", folder);
        assertThat(test.size()).isEqualTo(1);
        assertThat(test.label(0)).as("the class keeps the number that it has in training").isEqualTo(1);
        image("test/cow/4.png", 1);
        assertThatThrownBy(() -> open("folder", Split.TEST, "path", folder))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("cow").hasMessageContaining("cat, dog");
    }

    @Test
    void aFlatFolderIsUnlabelledAndServesBothSplits() throws Exception {
        image("b.png", 2);
        image("a.png", 1);
        Files.writeString(folder.resolve("notes.txt"), "no image");
        ImageDataset test = open("folder", Split.TEST, "path", folder);
        assertThat(test.size()).isEqualTo(2);
        assertThat(test.label(0)).isEqualTo(-1);
        assertThat(test.image(0).value(0, 0, 0)).isEqualTo(1);
        image("other/c.png", 3);
        assertThatThrownBy(() -> open("folder", Split.TEST, "path", folder.resolve("b.png")))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("path: found");
    }

    @Test
    void heldOutImagesOfEachClassAreTestAndNotTrainingImages() throws Exception {
        for (int i = 0; i < 10; i++) {
            image("a/" + i + ".png", i);
        }
        for (int i = 0; i < 4; i++) {
            image("b/" + i + ".png", 100 + i);
        }
        // 0.3 of 10 are 3 and of 4 is 1, where (i + 1) * 0.3 passes a whole number: 3, 6, 9 and 3.
        assertThat(greys(open("folder", Split.TEST, "path", folder, "holdOut", 0.3))).containsExactly(3, 6, 9, 103);
        assertThat(greys(open("folder", Split.TRAIN, "path", folder, "holdOut", 0.3)))
                .containsExactly(0, 1, 2, 4, 5, 7, 8, 100, 101, 102);
        assertInvalid("no images for the test part at holdOut: 0.05", "folder", Split.TEST, "path", folder, "holdOut", 0.05);
        // A test folder of its own leaves nothing to hold out.
        image("c/train/a/0.png", 1);
        image("c/test/a/0.png", 2);
        Path split = folder.resolve("c");
        assertThat(greys(open("folder", Split.TRAIN, "path", split, "holdOut", 0.9))).containsExactly(1);
        assertThat(greys(open("folder", Split.TEST, "path", split, "holdOut", 0.9))).containsExactly(2);
    }

    private static List<Integer> greys(ImageDataset images) throws BadImageException {
        List<Integer> greys = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            greys.add(images.image(i).value(0, 0, 0));
        }
        return greys;
    }

    @Test
    void badFilesAreSkippedAndCountedOrStopTheRun() throws Exception {
        image("a.png", 1);
        Files.write(folder.resolve("b.jpg"), new byte[0]);
        ImageDataset skipping = open("folder", Split.TRAIN, "path", folder);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> skipping.image(1)).isInstanceOf(BadImageException.class)
                    .hasMessageContaining("b.jpg");
        }
        assertThat(skipping.badImages()).isEqualTo(1);
        ImageDataset failing = open("folder", Split.TRAIN, "path", folder, "onBadImage", "fail");
        assertThatThrownBy(() -> failing.image(1))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("b.jpg is empty");
        assertInvalid("onBadImage: found 'ignore', expected one of fail, skip",
                "folder", "path", folder, "onBadImage", "ignore");
    }

    @Test
    void aFolderWithoutImagesIsAnError() {
        assertInvalid("holds no images", "folder", "path", folder);
    }

    @Test
    void shapesDependOnSeedSplitAndIndexAlone() throws Exception {
        ImageDataset train = open("shapes", Split.TRAIN, "images", 50, "size", 32);
        ImageDataset again = open("shapes", Split.TRAIN, "images", 60, "size", 32);
        assertThat(again.image(7).pixels()).isEqualTo(train.image(7).pixels()).isNotEqualTo(train.image(8).pixels());
        ImageDataset test = open("shapes", Split.TEST, "images", 50, "size", 32);
        assertThat(test.size()).isEqualTo(1000);
        assertThat(test.image(7).pixels()).isNotEqualTo(train.image(7).pixels());
        ImageDataset other = open("shapes", Split.TRAIN, "images", 50, "size", 32, "seed", 1);
        assertThat(other.image(7).pixels()).isNotEqualTo(train.image(7).pixels());
        assertThatThrownBy(() -> train.image(50)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shapesAreBalancedOverTenClasses() {
        ImageDataset train = open("shapes", Split.TRAIN);
        int[] counts = new int[10];
        for (int i = 0; i < train.size(); i++) {
            counts[train.label(i)]++;
        }
        assertThat(train.classNames()).hasSize(10);
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 330 && count < 470);
    }

    @Test
    void aPolygonsDistanceIsNegativeInsideAndPositiveOutside() {
        double[] square = {-1, -1, 1, -1, 1, 1, -1, 1};
        assertThat(Shape.polygon(0, 0.25, square)).isEqualTo(-0.75);
        assertThat(Shape.polygon(3, 0, square)).isEqualTo(2);
        assertThat(Shape.polygon(4, 5, square)).isEqualTo(5);
    }
}
