package org.s2r2.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.s2r2.data.dataset.Opening.open;
import static org.s2r2.data.dataset.Opening.openForPretraining;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;

class Stl10Test {

    private static final int IMAGE = 3 * 96 * 96;

    @TempDir
    Path folder;

    /** What stands in the file for a pixel: in one channel the column, in one the row, in one the image's number. */
    private static int value(int image, int channel, int x, int y) {
        return switch (channel) {
            case 0 -> x;
            case 1 -> 100 + y;
            default -> image;
        };
    }

    private void images(String name, int first, int count) throws IOException {
        byte[] bytes = new byte[count * IMAGE];
        int to = 0;
        for (int image = first; image < first + count; image++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int x = 0; x < 96; x++) {
                    for (int y = 0; y < 96; y++) {
                        bytes[to++] = (byte) value(image, channel, x, y);
                    }
                }
            }
        }
        Files.write(folder.resolve(name), bytes);
    }

    private void labels(String name, int... labels) throws IOException {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        Files.write(folder.resolve(name), bytes);
    }

    private void whole() throws IOException {
        images("train_X.bin", 0, 3);
        labels("train_y.bin", 10, 1, 2);
        images("test_X.bin", 10, 2);
        labels("test_y.bin", 3, 4);
        images("unlabeled_X.bin", 20, 4);
        Files.writeString(folder.resolve("class_names.txt"), "airplane\nbird\nc\nd\ne\nf\ng\nh\ni\ntruck\n");
        folds("0 1", 10);
    }

    private void folds(String line, int lines) throws IOException {
        Files.writeString(folder.resolve("fold_indices.txt"), IntStream.range(0, lines)
                .mapToObj(i -> line + " \n")
                .collect(Collectors.joining()));
    }

    private static int number(ImageDataset images, int index) throws BadImageException {
        return images.image(index).value(0, 0, 2);
    }

    private void assertInvalid(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageContainingAll(words);
    }

    @Test
    void columnsOfTheFileAreColumnsOfTheImage() throws Exception {
        whole();
        RgbImage image = open("stl10", Split.TEST, "path", folder).image(1);
        assertThat(image.width()).isEqualTo(96);
        assertThat(image.height()).isEqualTo(96);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < 96; y++) {
                for (int x = 0; x < 96; x++) {
                    assertThat(image.value(x, y, channel)).isEqualTo(value(11, channel, x, y));
                }
            }
        }
    }

    @Test
    void labelledPartsHaveTheirClassesCountedFromZero() throws Exception {
        whole();
        ImageDataset train = open("stl10", Split.TRAIN, "path", folder, "trainOn", "unlabeled");
        assertThat(train.size()).isEqualTo(3);
        assertThat(train.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
        assertThat(train.label(0)).isEqualTo(9);
        assertThat(train.label(1)).isZero();
        ImageDataset test = open("stl10", Split.TEST, "path", folder);
        assertThat(test.size()).isEqualTo(2);
        assertThat(test.label(1)).isEqualTo(3);
        assertThatThrownBy(() -> test.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> test.image(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void pretrainingHasTrainingImagesBeforeUnlabelledOnesByDefault() throws Exception {
        whole();
        ImageDataset both = openForPretraining("stl10", "path", folder);
        assertThat(both.description()).isEqualTo("stl10 train+unlabeled of " + folder + ", 7 images");
        assertThat(both.size()).isEqualTo(7);
        assertThat(number(both, 2)).isEqualTo(2);
        assertThat(number(both, 3)).isEqualTo(20);
        assertThat(number(both, 6)).isEqualTo(23);
        assertThat(both.label(2)).isEqualTo(1);
        assertThat(both.label(3)).isEqualTo(-1);
        assertThatThrownBy(() -> both.label(7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(openForPretraining("stl10", "path", folder, "trainOn", "train").size()).isEqualTo(3);
        ImageDataset unlabelled = openForPretraining("stl10", "path", folder, "trainOn", "unlabeled");
        assertThat(unlabelled.size()).isEqualTo(4);
        assertThat(unlabelled.classNames()).isEmpty();
        assertThat(unlabelled.label(0)).isEqualTo(-1);
    }

    @Test
    void filesAreMissedOnlyWhereTheyAreNeeded() throws Exception {
        images("unlabeled_X.bin", 0, 2);
        assertThat(openForPretraining("stl10", "path", folder, "trainOn", "unlabeled").size()).isEqualTo(2);
        assertInvalid(() -> openForPretraining("stl10", "path", folder),
                "holds no train_X.bin", "trainOn: train+unlabeled");
        assertInvalid(() -> openForPretraining("stl10", "path", folder),
                "trainOn: unlabeled takes the images of unlabeled_X.bin alone");
        assertInvalid(() -> open("stl10", Split.TRAIN, "path", folder, "trainOn", "unlabeled"),
                "holds no train_X.bin", "embed --data pretrain takes the images of unlabeled_X.bin");
        assertInvalid(() -> open("stl10", Split.TEST, "path", folder), "holds no test_X.bin");
        images("train_X.bin", 0, 2);
        assertInvalid(() -> open("stl10", Split.TRAIN, "path", folder), "holds no train_y.bin");
        labels("train_y.bin", 1, 2);
        ImageDataset train = open("stl10", Split.TRAIN, "path", folder);
        assertThat(train.classNames()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(train.folds()).isEmpty();
    }

    @Test
    void encodersLearnFromUnlabelledImagesAloneWhereTrainOnSaysSo() {
        for (String trainOn : List.of("train", "unlabeled", "train+unlabeled")) {
            assertThat(new Stl10().learnsFromUnlabelledAlone(Opening.settings("path", folder, "trainOn", trainOn)))
                    .isEqualTo(trainOn.equals("unlabeled"));
        }
        assertThat(new Stl10().learnsFromUnlabelledAlone(Opening.settings("path", folder))).isFalse();
    }

    @Test
    void theTrainingImagesHaveTenFolds() throws Exception {
        whole();
        folds("2 0", 10);
        assertThat(open("stl10", Split.TRAIN, "path", folder).folds())
                .hasSize(10)
                .allSatisfy(fold -> assertThat(fold).containsExactly(2, 0));
        assertThat(open("stl10", Split.TEST, "path", folder).folds()).isEmpty();
        assertThat(openForPretraining("stl10", "path", folder).folds()).isEmpty();
    }

    @Test
    void brokenFilesAreNamedWithWhatTheyHaveAndShouldHave() throws Exception {
        whole();
        folds("0 3", 10);
        ThrowingCallable train = () -> open("stl10", Split.TRAIN, "path", folder);
        assertInvalid(train, "fold_indices.txt has '3' in fold 1", "from 0 to 2");
        folds("0 -1", 10);
        assertInvalid(train, "fold_indices.txt has '-1' in fold 1");
        folds("0 1", 9);
        assertInvalid(train, "fold_indices.txt has 9 folds, expected 10");
        folds("0 1", 10);
        labels("train_y.bin", 1, 2, 11);
        assertInvalid(train, "train_y.bin has label 11 at byte 2, expected 1 to 10");
        labels("train_y.bin", 0, 1, 2);
        assertInvalid(train, "train_y.bin has label 0 at byte 0");
        labels("train_y.bin", 1, 2);
        assertInvalid(train, "train_y.bin has 2 labels", "3 images of train_X.bin");
        Files.write(folder.resolve("train_X.bin"), new byte[IMAGE + 1]);
        assertInvalid(train, "train_X.bin has 27649 bytes, expected a positive multiple of 27648");
        Files.write(folder.resolve("train_X.bin"), new byte[0]);
        assertInvalid(train, "train_X.bin has 0 bytes");
        Files.writeString(folder.resolve("class_names.txt"), "one\ntwo\n");
        assertInvalid(() -> open("stl10", Split.TEST, "path", folder),
                "class_names.txt has 2 class names, expected 10");
        assertInvalid(() -> open("stl10", Split.TRAIN, "path", folder.resolve("absent")), "path: found");
        assertInvalid(() -> openForPretraining("stl10", "path", folder, "trainOn", "test"), "trainOn: found 'test'");
    }

    @Test
    void recordsOfSeveralFilesAreReadOneAfterTheOther() throws Exception {
        byte[] bytes = new byte[7 * 5];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Path first = Files.write(folder.resolve("first"), Arrays.copyOf(bytes, 20));
        Path second = Files.write(folder.resolve("second"), Arrays.copyOfRange(bytes, 20, 35));
        try (RecordFiles records = new RecordFiles(List.of(first, second), 5)) {
            assertThat(records.size()).isEqualTo(7);
            for (int i = 0; i < 7; i++) {
                assertThat(records.record(i)).isEqualTo(Arrays.copyOfRange(bytes, 5 * i, 5 * i + 5));
            }
            assertThatThrownBy(() -> records.record(7)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void recordsAreWholeWhoeverElseReads() throws Exception {
        byte[] bytes = new byte[1000 * 300];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / 300);
        }
        try (RecordFiles records = new RecordFiles(List.of(Files.write(folder.resolve("one"), bytes)), 300)) {
            assertThat(IntStream.range(0, 20_000).parallel().map(i -> i * 7 % 1000).filter(i -> {
                byte[] expected = new byte[300];
                Arrays.fill(expected, (byte) i);
                return !Arrays.equals(records.record(i), expected);
            })).isEmpty();
        }
    }

    @Test
    void aFileThatBecomesShorterWhileItIsReadIsNamed() throws Exception {
        int record = 1 << 14;
        Path file = Files.write(folder.resolve("shrinking"), new byte[8 * record]);
        try (RecordFiles records = new RecordFiles(List.of(file), record);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(records.record(7)).hasSize(record);
            channel.truncate(2 * record - 1);
            assertThat(records.record(0)).hasSize(record);
            assertThatThrownBy(() -> records.record(1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(file + ": ended within record 1 of 8, expected a file that stays as long as it was when it"
                            + " was opened");
        }
    }

    @Test
    void aRefusalLeavesNoFileOpen() throws Exception {
        assumeThat(Path.of("/proc/self/fd")).isDirectory();
        Files.write(folder.resolve("train_X.bin"), new byte[Stl10Dataset.IMAGE_BYTES]);
        Files.write(folder.resolve("train_y.bin"), new byte[] {11});
        assertThatThrownBy(() -> open("stl10", Split.TRAIN, "path", folder)).isInstanceOf(InvalidInputException.class);
        try (Stream<Path> opened = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(opened.filter(Files::isSymbolicLink).map(Stl10Test::target))
                    .doesNotContain(folder.resolve("train_X.bin").toRealPath());
        }
    }

    /** What a descriptor stands for; null for the one of the list itself, which is gone by then. */
    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return null;
        }
    }
}
