package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.view.BatchShare;
import org.s2r2.view.Crop;

/** The views that each of several workers makes of its share of every batch. */
class BatchSharesTest {

    /** Images 0, 5, 6, 7, 21 and 39 of 40 are bad, so that most shares have places to fill, some behind those of others. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void theSharesOfWorkersAreThoseOfTheWholeBatchAlsoAroundBadImages(int workers) {
        ViewLoaderTest.Fake dataset = new ViewLoaderTest.Fake(40, Set.of(0, 5, 6, 7, 21, 39), -1);
        int images = 8 / workers;
        for (int epoch = 0; epoch < 3; epoch++) {
            List<ViewLoaderTest.Copy> whole;
            try (ViewLoader loader = ViewLoaderTest.loader(dataset, 8, 2)) {
                whole = ViewLoaderTest.epoch(loader, epoch);
            }
            for (int rank = 0; rank < workers; rank++) {
                try (ViewLoader loader = new ViewLoader(dataset, ViewLoaderTest.RECIPE, 3, new LoaderSettings(8, 2, 2),
                        new BatchShare(rank, workers))) {
                    assertThat(loader.batchSize()).isEqualTo(8);
                    List<ViewLoaderTest.Copy> shares = ViewLoaderTest.epoch(loader, epoch);
                    assertThat(shares).hasSameSizeAs(whole);
                    for (int batch = 0; batch < whole.size(); batch++) {
                        assertThat(shares.get(batch)).usingRecursiveComparison()
                                .isEqualTo(share(whole.get(batch), rank * images, images));
                    }
                }
            }
        }
    }

    /** Some images of a batch of 8 by hand: those from {@code from} on of each view. */
    private static ViewLoaderTest.Copy share(ViewLoaderTest.Copy whole, int from, int images) {
        List<float[]> blocks = new ArrayList<>();
        for (float[] block : whole.blocks()) {
            int stride = block == whole.blocks().get(0) ? 3 * 144 : 3 * 49;
            float[] part = new float[block.length / 8 * images];
            for (int view = 0; view < block.length / 8 / stride; view++) {
                System.arraycopy(block, (view * 8 + from) * stride, part, view * images * stride, images * stride);
            }
            blocks.add(part);
        }
        List<Crop> crops = new ArrayList<>();
        for (int row = 0; row < whole.crops().size(); row++) {
            if (row % 8 >= from && row % 8 < from + images) {
                crops.add(whole.crops().get(row));
            }
        }
        return new ViewLoaderTest.Copy(Arrays.copyOfRange(whole.indices(), from, from + images), blocks, crops);
    }

    /** What no other worker needs to know costs nobody anything. */
    @Test
    void aWorkerDecodesNothingButItsShareWhereNoneOfItsImagesIsBad() {
        int[] order;
        try (ViewLoader loader = ViewLoaderTest.loader(new ViewLoaderTest.Fake(8, Set.of(), -1), 8, 1)) {
            order = ViewLoaderTest.indices(ViewLoaderTest.epoch(loader, 0));
        }
        ViewLoaderTest.Fake bad = new ViewLoaderTest.Fake(8, Set.of(order[1]), -1);
        try (ViewLoader loader = new ViewLoader(bad, ViewLoaderTest.RECIPE, 3, new LoaderSettings(8, 1, 1), new BatchShare(1, 2))) {
            assertThat(ViewLoaderTest.indices(ViewLoaderTest.epoch(loader, 0))).containsExactly(Arrays.copyOfRange(order, 4, 8));
        }
        try (ViewLoader loader = new ViewLoader(bad, ViewLoaderTest.RECIPE, 3, new LoaderSettings(8, 1, 1), new BatchShare(0, 2))) {
            assertThatThrownBy(() -> ViewLoaderTest.epoch(loader, 0)).hasMessageContaining("good images");
        }
    }

    @Test
    void aBatchThatCannotBeSharedEvenlyIsRefused() {
        ViewLoaderTest.Fake dataset = new ViewLoaderTest.Fake(40, Set.of(), -1);
        assertThatThrownBy(() -> new ViewLoader(dataset, ViewLoaderTest.RECIPE, 3, new LoaderSettings(8, 1, 1), new BatchShare(0, 3)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("batchSize: found 8, expected a multiple of the 3 workers, which have as many images of every"
                        + " batch each");
    }
}
