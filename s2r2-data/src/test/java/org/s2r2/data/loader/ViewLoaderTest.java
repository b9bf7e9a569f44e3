package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;
import org.s2r2.view.ViewSource;

@Timeout(20)
class ViewLoaderTest {

    static final ViewRecipe RECIPE = ViewRecipe.read(Settings.of("test", Map.of("crops", List.of(
            Map.of("count", 2, "size", 12), Map.of("count", 3, "size", 7)))));

    /** Random pictures, some of them bad, and one that breaks the reader; all of them wait for the gate to open. */
    record Fake(int size, Set<Integer> bad, int broken, CountDownLatch gate) implements ImageDataset {

        Fake(int size, Set<Integer> bad, int broken) {
            this(size, bad, broken, new CountDownLatch(0));
        }

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public RgbImage image(int index) throws BadImageException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (bad.contains(index)) {
                throw new BadImageException("bad " + index);
            }
            if (index == broken) {
                throw new InvalidInputException("file " + index + " is broken");
            }
            byte[] pixels = new byte[3 * 20 * 15];
            new Random(index).nextBytes(pixels);
            return new RgbImage(20, 15, pixels);
        }

        @Override
        public int label(int index) {
            return index % 10;
        }

        @Override
        public List<String> classNames() {
            return List.of();
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    /** One batch copied out of the loader's buffers. */
    record Copy(int[] indices, List<float[]> blocks, List<Crop> crops) {}

    static List<Copy> epoch(ViewSource loader, int epoch) {
        return epoch(loader, epoch, 0);
    }

    static List<Copy> epoch(ViewSource loader, int epoch, int first) {
        List<Copy> copies = new ArrayList<>();
        try (ViewSource.Epoch batches = loader.epoch(epoch, first)) {
            while (batches.hasNext()) {
                try (ViewBatch batch = batches.next()) {
                    List<float[]> blocks = batch.blocks().stream().map(ViewLoaderTest::values).toList();
                    copies.add(new Copy(batch.imageIndices(), blocks, batch.crops()));
                }
            }
        }
        return copies;
    }

    private static float[] values(ViewBlock block) {
        return values(block.pixels());
    }

    static float[] values(FloatBuffer buffer) {
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(buffer.position()).isZero();
        float[] values = new float[buffer.limit()];
        buffer.get(0, values);
        return values;
    }

    static ViewLoader loader(ImageDataset dataset, int batchSize, int workers) {
        return new ViewLoader(dataset, RECIPE, 3, new LoaderSettings(batchSize, workers, 2));
    }

    @AfterEach
    void noLoaderThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("s2r2-"));
    }

    @Test
    void everyRowIsTheViewOfItsImage() throws Exception {
        Fake dataset = new Fake(11, Set.of(), -1);
        try (ViewLoader loader = loader(dataset, 4, 2)) {
            assertThat(loader.batchesPerEpoch()).isEqualTo(2);
            assertThat(loader.views()).isEqualTo(5);
            ViewMaker maker = new ViewMaker(RECIPE, 3);
            for (Copy batch : epoch(loader, 6)) {
                int view = 0;
                for (int b = 0; b < 2; b++) {
                    int stride = b == 0 ? 3 * 144 : 3 * 49;
                    for (int v = 0; v < (b == 0 ? 2 : 3); v++, view++) {
                        for (int i = 0; i < 4; i++) {
                            float[] expected = new float[stride];
                            int index = batch.indices[i];
                            Crop crop = maker.make(
                                    dataset.image(index), index, 6, view, FloatBuffer.wrap(expected), 0);
                            assertThat(batch.crops.get(view * 4 + i)).isEqualTo(crop);
                            int row = v * 4 + i;
                            assertThat(Arrays.copyOfRange(batch.blocks.get(b), row * stride, (row + 1) * stride))
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    @Test
    void oneAndThreeThreadsMakeTheSameBatchesAlsoAroundBadImages() {
        Fake dataset = new Fake(40, Set.of(0, 5, 6, 7, 21, 39), -1);
        try (ViewLoader one = loader(dataset, 8, 1); ViewLoader three = loader(dataset, 8, 3)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                assertThat(epoch(three, epoch)).usingRecursiveComparison().isEqualTo(epoch(one, epoch));
            }
        }
    }

    @Test
    void anEpochHoldsEachImageOnceInAnOrderOfItsOwn() {
        try (ViewLoader loader = loader(new Fake(24, Set.of(), -1), 8, 2)) {
            int[] first = indices(epoch(loader, 0));
            int[] second = indices(epoch(loader, 1));
            assertThat(first).containsExactlyInAnyOrder(IntStream.range(0, 24).toArray()).isNotEqualTo(second);
            assertThat(indices(epoch(loader, 0))).isEqualTo(first);
        }
    }

    static int[] indices(List<Copy> batches) {
        return batches.stream().flatMapToInt(batch -> IntStream.of(batch.indices)).toArray();
    }

    @Test
    void anEpochBegunInTheMiddleHasTheBatchesThatTheWholeOneHasThere() {
        Fake dataset = new Fake(40, Set.of(0, 5, 6, 7, 21, 39), -1);
        try (ViewLoader loader = loader(dataset, 8, 2)) {
            List<Copy> whole = epoch(loader, 3);
            for (int first = 0; first <= 5; first++) {
                assertThat(epoch(loader, 3, first)).usingRecursiveComparison().isEqualTo(whole.subList(first, 5));
            }
            for (int first : new int[] {-1, 6}) {
                assertThatThrownBy(() -> loader.epoch(3, first))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("found " + first);
            }
        }
    }

    @Test
    void theNextGoodImageBehindTheBatchStandsInForABadOne() {
        int[] order;
        try (ViewLoader loader = loader(new Fake(12, Set.of(), -1), 4, 1)) {
            order = indices(epoch(loader, 0));
        }
        Set<Integer> bad = Set.of(order[1], order[3], order[4]);
        try (ViewLoader loader = loader(new Fake(12, bad, -1), 4, 2)) {
            int[] expected = order.clone();
            expected[1] = order[5];
            expected[3] = order[6];
            expected[4] = order[8];
            assertThat(indices(epoch(loader, 0))).isEqualTo(expected);
        }
    }

    @Test
    void fewerGoodImagesThanABatchIsAnError() {
        try (ViewLoader loader = loader(new Fake(6, Set.of(0, 1, 2), -1), 4, 2)) {
            assertThatThrownBy(() -> epoch(loader, 0))
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining("batchSize: found 4");
        }
    }

    @Test
    void aBatchOfOneOrOfMoreThanTheDatasetIsAnError() {
        Fake dataset = new Fake(6, Set.of(), -1);
        for (int batchSize : new int[] {1, 7}) {
            assertThatThrownBy(() -> loader(dataset, batchSize, 1))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("batchSize: found " + batchSize + ", expected from 2 to the 6 images");
        }
    }

    @Test
    void aWorkersFailureReachesTheCaller() {
        for (int workers : new int[] {1, 3}) {
            try (ViewLoader loader = loader(new Fake(30, Set.of(), 17), 5, workers)) {
                assertThatThrownBy(() -> epoch(loader, 0))
                        .isInstanceOf(InvalidInputException.class).hasMessage("file 17 is broken");
            }
        }
    }

    @Test
    void anEpochLeftEarlyMakesWayForTheNext() {
        try (ViewLoader loader = loader(new Fake(40, Set.of(), -1), 4, 2)) {
            int[] whole = indices(epoch(loader, 1));
            try (ViewSource.Epoch batches = loader.epoch(0)) {
                batches.next().close();
                assertThatThrownBy(() -> loader.epoch(1)).isInstanceOf(IllegalStateException.class);
            }
            assertThat(indices(epoch(loader, 1))).isEqualTo(whole);
        }
    }

    @Test
    void aClosedLoaderRefusesToGoOn() throws Exception {
        ViewLoader loader = loader(new Fake(40, Set.of(), -1), 4, 2);
        ViewSource.Epoch batches = loader.epoch(0);
        batches.next().close();
        loader.close();
        assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> loader.epoch(1)).isInstanceOf(IllegalStateException.class);
        batches.close();
        loader.close();
    }

    @Test
    void anInterruptedCallerStopsWaiting() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (ViewLoader loader = loader(new Fake(40, Set.of(), -1, gate), 40, 1);
                ViewSource.Epoch batches = loader.epoch(0);
                AutoCloseable open = gate::countDown) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
