package org.s2r2.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.augment.Normalization;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.loader.ViewLoaderTest.Fake;
import org.s2r2.settings.InvalidInputException;

@Timeout(20)
class EvalLoaderTest {

    @Test
    void evaluationKeepsTheOrderAndLeavesBadImagesOut() throws Exception {
        Fake dataset = new Fake(21, Set.of(0, 4, 8, 9, 10, 11, 20), -1);
        EvalTransform transform = new EvalTransform(10, Normalization.IMAGENET);
        for (int workers : new int[] {1, 3}) {
            List<Integer> seen = new ArrayList<>();
            try (EvalLoader loader = new EvalLoader(dataset, transform, new LoaderSettings(4, workers, 2));
                    EvalLoader.Pass pass = loader.pass()) {
                while (pass.hasNext()) {
                    try (EvalBatch batch = pass.next()) {
                        check(batch, dataset, transform);
                        IntStream.of(batch.indices()).forEach(seen::add);
                    }
                }
            }
            assertThat(seen).containsExactly(1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19);
        }
    }

    private static void check(EvalBatch batch, Fake dataset, EvalTransform transform) throws BadImageException {
        float[] all = ViewLoaderTest.values(batch.pixels());
        assertThat(all).hasSize(batch.images() * 300);
        for (int i = 0; i < batch.images(); i++) {
            int index = batch.indices()[i];
            float[] expected = new float[300];
            transform.apply(dataset.image(index), FloatBuffer.wrap(expected), 0);
            assertThat(Arrays.copyOfRange(all, i * 300, (i + 1) * 300)).isEqualTo(expected);
            assertThat(batch.labels()[i]).isEqualTo(index % 10);
        }
    }

    @Test
    void evaluationPassesOnAWorkersFailure() {
        EvalTransform transform = new EvalTransform(10, Normalization.IMAGENET);
        LoaderSettings settings = new LoaderSettings(4, 2, 2);
        try (EvalLoader loader = new EvalLoader(new Fake(30, Set.of(), 17), transform, settings);
                EvalLoader.Pass pass = loader.pass()) {
            assertThatThrownBy(() -> pass.forEachRemaining(EvalBatch::close))
                    .isInstanceOf(InvalidInputException.class).hasMessage("file 17 is broken");
        }
    }
}
