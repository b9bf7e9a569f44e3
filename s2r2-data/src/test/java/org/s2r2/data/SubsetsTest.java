package org.s2r2.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.data.dataset.Opening;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

class SubsetsTest {

    private static final int CLASSES = 5;

    /** Images of one pixel, whose value is their index. */
    private record Fake(int[][] labels, boolean labelled, AtomicBoolean closed) implements ImageDataset {

        private Fake(int[][] labels) {
            this(labels, true, new AtomicBoolean());
        }

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public RgbImage image(int index) {
            return new RgbImage(1, 1, new byte[] {(byte) index, 0, 0});
        }

        @Override
        public int label(int index) {
            return -1;
        }

        @Override
        public int[] labels(int index) {
            return labels[index];
        }

        @Override
        public boolean multiLabel() {
            return true;
        }

        @Override
        public List<String> classNames() {
            return labelled ? IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList() : List.of();
        }

        @Override
        public List<int[]> folds() {
            return List.of(new int[] {0});
        }

        @Override
        public int badImages() {
            return 3;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static ImageDataset pretraining(ImageDataset whole, Object... keysAndValues) {
        return source(whole, keysAndValues).openForPretraining();
    }

    private static DataSource source(ImageDataset whole, Object... keysAndValues) {
        Object[] all = Arrays.copyOf(keysAndValues, keysAndValues.length + 2);
        all[keysAndValues.length] = "dataset";
        all[keysAndValues.length + 1] = "fake";
        Settings settings = Opening.settings(all);
        DataSource source = DataSource.read(settings, Map.of("fake", (own, split) -> whole));
        settings.rejectUnread();
        return source;
    }

    private static int[] indices(ImageDataset subset) throws BadImageException {
        int[] indices = new int[subset.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = subset.image(i).value(0, 0, 0);
        }
        return indices;
    }

    private static Fake random(Random random, int size, int mostLabels) {
        int[][] labels = new int[size][];
        for (int i = 0; i < size; i++) {
            labels[i] = random.ints(random.nextInt(mostLabels + 1), 0, CLASSES).sorted().distinct().toArray();
        }
        return new Fake(labels);
    }

    private static Fake single(int... labels) {
        return new Fake(Arrays.stream(labels).mapToObj(label -> new int[] {label}).toArray(int[][]::new));
    }

    private static int[] counts(ImageDataset images) {
        int[] counts = new int[CLASSES];
        for (int i = 0; i < images.size(); i++) {
            for (int label : images.labels(i)) {
                counts[label]++;
            }
        }
        return counts;
    }

    /** The definition, written down plainly: at every step the cost of every image that is left. */
    private static List<Integer> plainly(Fake images, int[] order, int count) {
        List<Integer> left = new ArrayList<>(Arrays.stream(order).boxed().toList());
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            int best = -1;
            double least = Double.NaN;
            for (int index : left) {
                int[] labels = images.labels(index);
                double cost = 0;
                for (int label : labels) {
                    cost += chosen.stream()
                            .filter(other -> Arrays.stream(images.labels(other)).anyMatch(l -> l == label))
                            .count();
                }
                cost = labels.length == 0 ? 1e9 : cost / labels.length;
                if (best < 0 || cost < least) {
                    best = index;
                    least = cost;
                }
            }
            chosen.add(best);
            left.remove((Integer) best);
        }
        return chosen;
    }

    @Test
    void aDiverseChoiceIsWhatItsDefinitionSays() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            Fake images = random(random, 1 + random.nextInt(25), 4);
            int count = random.nextInt(images.size() + 1);
            int[] order = SplitMix64.of(trial, 0, 0, 0).permutation(images.size());
            assertThat(DiverseChoice.of(images, order, count))
                    .containsExactly(plainly(images, order, count).toArray(Integer[]::new));
        }
    }

    @Test
    void withOneLabelAnImageADiverseChoiceHasClassesAsEvenAsPossible() throws Exception {
        // 8 of class 0, 5 of class 1, 2 of class 2, none of class 3, 1 of class 4.
        Fake images = single(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 4);
        assertThat(counts(pretraining(images, "subset", 4, "subsetBy", "diverse"))).containsExactly(1, 1, 1, 0, 1);
        assertThat(counts(pretraining(images, "subset", 7, "subsetBy", "diverse"))).containsExactly(2, 2, 2, 0, 1);
        assertThat(counts(pretraining(images, "subset", 11, "subsetBy", "diverse"))).containsExactly(4, 4, 2, 0, 1);
        assertThat(counts(pretraining(images, "subset", 15, "subsetBy", "diverse"))).containsExactly(7, 5, 2, 0, 1);
        assertThat(counts(pretraining(images, "subset", 16, "subsetBy", "diverse"))).containsExactly(8, 5, 2, 0, 1);
    }

    @Test
    void disjointLabelSetsAreChosenWhereThereAreSome() throws Exception {
        Fake images = new Fake(new int[][] {{0, 1}, {0, 1}, {0, 1}, {2, 3}, {}, {4}, {0, 1}});
        for (int seed = 0; seed < 20; seed++) {
            ImageDataset subset = pretraining(images, "subset", 3, "subsetBy", "diverse", "subsetSeed", seed);
            assertThat(counts(subset)).containsExactly(1, 1, 1, 1, 1);
        }
        assertThat(indices(pretraining(images, "subset", 6, "subsetBy", "diverse"))).doesNotContain(4);
        assertThat(indices(pretraining(images, "subset", 7, "subsetBy", "diverse")))
                .containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void aSubsetDependsOnItsSeedAndHasEveryImageAtMostOnceInOrder() throws Exception {
        Fake images = random(new Random(1), 100, 3);
        for (String by : new String[] {"random", "diverse"}) {
            int[] first = indices(pretraining(images, "subset", 40, "subsetBy", by, "subsetSeed", 7));
            assertThat(first).hasSize(40).isSorted().doesNotHaveDuplicates();
            assertThat(indices(pretraining(images, "subset", 40, "subsetBy", by, "subsetSeed", 7))).isEqualTo(first);
            assertThat(indices(pretraining(images, "subset", 40, "subsetBy", by, "subsetSeed", 8))).isNotEqualTo(first);
        }
    }

    @Test
    void everyImageIsInARandomSubsetEquallyOften() throws Exception {
        Fake images = random(new Random(1), 20, 0);
        int[] times = new int[20];
        for (int seed = 0; seed < 2000; seed++) {
            for (int index : indices(pretraining(images, "subset", 5, "subsetSeed", seed))) {
                times[index]++;
            }
        }
        // Binomial with mean 500 and deviation 19.4: five deviations.
        assertThat(Arrays.stream(times)).allMatch(count -> Math.abs(count - 500) < 97);
    }

    @Test
    void aSubsetSaysWhatItIsAndIsOtherwiseTheWhole() throws Exception {
        Fake images = random(new Random(1), 10, 3);
        ImageDataset subset = pretraining(images, "subset", 4, "subsetBy", "diverse", "subsetSeed", 2);
        assertThat(subset.description()).isEqualTo("fake, of which 4 with diverse labels, seed 2");
        int[] indices = indices(subset);
        for (int i = 0; i < 4; i++) {
            assertThat(subset.labels(i)).isEqualTo(images.labels(indices[i]));
        }
        assertThat(subset.classNames()).isEqualTo(images.classNames());
        assertThat(subset.multiLabel()).isTrue();
        assertThat(subset.badImages()).isEqualTo(3);
        assertThat(subset.folds()).as("they count the images of the whole").isEmpty();
        assertThatThrownBy(() -> subset.image(4)).isInstanceOf(IndexOutOfBoundsException.class);
        subset.close();
        assertThat(images.closed()).isTrue();
        assertThat(pretraining(images, "subset", 4).description()).isEqualTo("fake, of which 4 at random, seed 0");
        assertThat(pretraining(images)).isSameAs(images);
    }

    @Test
    void labelledImagesToJudgeOnAreAlwaysAllThere() {
        Fake images = random(new Random(1), 10, 3);
        for (Split split : Split.values()) {
            assertThat(source(images, "subset", 4).open(split)).isSameAs(images);
        }
    }

    @Test
    void aSubsetThatCannotBeIsRefusedWithItsKeyAndTheImagesAreClosed() {
        Fake images = random(new Random(1), 10, 3);
        assertThatThrownBy(() -> pretraining(images, "subset", 11))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("subset: found 11, expected at most the 10 images of fake");
        assertThat(images.closed()).isTrue();
        Fake unlabelled = new Fake(new int[10][0], false, new AtomicBoolean());
        assertThatThrownBy(() -> pretraining(unlabelled, "subset", 5, "subsetBy", "diverse"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("subsetBy: found 'diverse', expected random");
        assertThat(unlabelled.closed()).isTrue();
        assertThatThrownBy(() -> pretraining(images, "subset", -1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("subset: found -1");
        assertThatThrownBy(() -> pretraining(images, "subsetBy", "large"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("subsetBy: found 'large', expected one of diverse, random");
    }
}
