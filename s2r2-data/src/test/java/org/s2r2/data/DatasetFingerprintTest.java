package org.s2r2.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;

class DatasetFingerprintTest {

    /** A picture that cannot be decoded. */
    private static final RgbImage BAD = new RgbImage(1, 1, new byte[3]);

    private record Labelled(RgbImage image, int... labels) {}

    private record Fake(List<String> classNames, List<Labelled> all, boolean skip) implements ImageDataset {

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public RgbImage image(int index) throws BadImageException {
            RgbImage image = all.get(index).image;
            if (image != BAD) {
                return image;
            }
            if (skip) {
                throw new BadImageException(index + ".jpg is bad");
            }
            throw new InvalidInputException(index + ".jpg is bad");
        }

        @Override
        public int label(int index) {
            return -1;
        }

        @Override
        public int[] labels(int index) {
            return all.get(index).labels;
        }

        @Override
        public void close() {}

        private String print() {
            return DatasetFingerprint.of(this, 1);
        }
    }

    /** Pictures of 3 x 2 pixels, with no label, one or two. */
    private static List<Labelled> pictures(int count) {
        Random random = new Random(4);
        List<Labelled> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[18];
            random.nextBytes(pixels);
            pictures.add(new Labelled(new RgbImage(3, 2, pixels), IntStream.range(0, i % 3).toArray()));
        }
        return pictures;
    }

    private static Fake fake(List<Labelled> pictures) {
        return new Fake(List.of("cup", "clock"), pictures, true);
    }

    private static Fake with(int count, int index, Labelled picture) {
        List<Labelled> pictures = pictures(count);
        pictures.set(index, picture);
        return fake(pictures);
    }

    private static Labelled otherPixel(Labelled picture) {
        byte[] pixels = picture.image.pixels().clone();
        pixels[17] ^= 1;
        return new Labelled(new RgbImage(3, 2, pixels), picture.labels);
    }

    @Test
    void theSameImagesHaveOneFingerprintWhateverTheNumberOfThreads() {
        String print = fake(pictures(50)).print();
        assertThat(print).matches("[0-9a-f]{64}");
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(DatasetFingerprint.of(fake(pictures(50)), threads)).isEqualTo(print);
        }
    }

    @Test
    void whateverChangesOfFewImagesChangesTheFingerprint() {
        List<String> prints = new ArrayList<>();
        prints.add(fake(pictures(6)).print());
        for (int i = 0; i < 6; i++) {
            prints.add(with(6, i, otherPixel(pictures(6).get(i))).print());
        }
        Labelled second = pictures(6).get(1);
        prints.add(with(6, 1, new Labelled(second.image, 1)).print());
        prints.add(with(6, 1, new Labelled(second.image)).print());
        prints.add(with(6, 1, new Labelled(second.image, 0, 1)).print());
        prints.add(with(6, 1, new Labelled(new RgbImage(2, 3, second.image.pixels()), second.labels)).print());
        prints.add(fake(pictures(5)).print());
        prints.add(new Fake(List.of("cup", "clocks"), pictures(6), true).print());
        prints.add(new Fake(List.of("cupc", "lock"), pictures(6), true).print());
        prints.add(new Fake(List.of("clock", "cup"), pictures(6), true).print());
        prints.add(new Fake(List.of(), pictures(6), true).print());
        List<Labelled> turned = pictures(6);
        Collections.swap(turned, 0, 3); // both without a label
        prints.add(fake(turned).print());
        assertThat(prints).doesNotHaveDuplicates();
    }

    /** What is promised of large datasets, and what is not: 1999 images are looked at in every second place. */
    @Test
    void ofManyImagesTheLabelsOfAllAndThePixelsOfSomeCount() {
        int count = 2 * DatasetFingerprint.MOST_IMAGES - 1;
        List<Labelled> pictures = pictures(count);
        String print = fake(pictures).print();
        for (int seen : new int[] {0, 2, 1000, count - 1}) {
            assertThat(with(count, seen, otherPixel(pictures.get(seen))).print()).as("%d", seen).isNotEqualTo(print);
        }
        assertThat(with(count, 1, otherPixel(pictures.get(1))).print()).isEqualTo(print);
        assertThat(with(count, 1, new Labelled(pictures.get(1).image)).print()).isNotEqualTo(print);
        assertThat(with(count, 1, new Labelled(BAD, pictures.get(1).labels)).print()).isEqualTo(print);
    }

    @Test
    void aBadImageThatIsSkippedIsAMarkInItsPlace() {
        String print = fake(pictures(6)).print();
        String third = with(6, 2, new Labelled(BAD, pictures(6).get(2).labels)).print();
        String fourth = with(6, 3, new Labelled(BAD, pictures(6).get(3).labels)).print();
        assertThat(List.of(print, third, fourth)).doesNotHaveDuplicates();
        assertThat(with(6, 2, new Labelled(BAD, pictures(6).get(2).labels)).print()).isEqualTo(third);
        Labelled black = new Labelled(new RgbImage(1, 1, new byte[3]), pictures(6).get(2).labels);
        assertThat(with(6, 2, black).print()).isNotEqualTo(third);
    }

    @Test
    void aBadImageThatIsToStopTheRunStopsTheFingerprintAndTheFirstIsNamed() {
        List<Labelled> pictures = pictures(40);
        pictures.set(11, new Labelled(BAD));
        pictures.set(30, new Labelled(BAD));
        Fake images = new Fake(List.of("cup", "clock"), pictures, false);
        for (int threads : new int[] {1, 4}) {
            assertThatThrownBy(() -> DatasetFingerprint.of(images, threads))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("11.jpg is bad");
        }
    }

    @Test
    void aSubsetHasAFingerprintOfItsOwn() {
        Fake whole = fake(pictures(20));
        assertThat(DatasetFingerprint.of(SubsetDataset.random(whole, 10, 1), 1))
                .isEqualTo(DatasetFingerprint.of(SubsetDataset.random(whole, 10, 1), 2))
                .isNotEqualTo(DatasetFingerprint.of(SubsetDataset.random(whole, 10, 2), 1))
                .isNotEqualTo(whole.print());
    }

    @Test
    void twoDatasetsAreTheSameWhereTheirFingerprintsAre() {
        List<Labelled> few = pictures(5);
        assertThat(DatasetFingerprint.same(fake(few), fake(pictures(5)), 2)).isTrue();
        assertThat(DatasetFingerprint.same(fake(List.of()), fake(List.of()), 2)).isTrue();
        assertThat(DatasetFingerprint.same(fake(few), fake(pictures(6)), 2)).isFalse();
        assertThat(DatasetFingerprint.same(fake(few), new Fake(List.of("cup", "watch"), few, true), 2)).isFalse();
        for (int changed = 0; changed < 5; changed++) {
            List<Labelled> otherPicture = new ArrayList<>(few);
            otherPicture.set(changed, new Labelled(new RgbImage(3, 2, new byte[18]), few.get(changed).labels));
            assertThat(DatasetFingerprint.same(fake(few), fake(otherPicture), 2)).as("picture %d", changed).isFalse();
            List<Labelled> otherLabel = new ArrayList<>(few);
            otherLabel.set(changed, new Labelled(few.get(changed).image, 7));
            assertThat(DatasetFingerprint.same(fake(few), fake(otherLabel), 2)).as("label %d", changed).isFalse();
        }
    }

    @Test
    void ofDatasetsThatDifferInTheFirstPictureNoOtherIsDecoded() {
        List<Labelled> one = new ArrayList<>(Collections.nCopies(50, new Labelled(BAD, 1)));
        List<Labelled> other = new ArrayList<>(one);
        one.set(0, new Labelled(new RgbImage(1, 1, new byte[] {1, 2, 3}), 1));
        other.set(0, new Labelled(new RgbImage(1, 1, new byte[] {1, 2, 4}), 1));
        // Each of the others would end the comparison.
        assertThat(DatasetFingerprint.same(new Fake(List.of("a"), one, false),
                new Fake(List.of("a"), other, false), 2)).isFalse();
    }
}
