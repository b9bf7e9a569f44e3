package org.s2r2.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.testkit.objective.Batches;
import org.s2r2.view.ViewLayout;

class BatchApTest {

    @Test
    void equalsTheTextbookDefinitionOnSortedRows() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(9, 5), ViewLayout.imageMajor(17, 3),
                ViewLayout.viewMajor(2, 2), ViewLayout.imageMajor(40, 4))) {
            for (int dim : new int[] {1, 3, 4, 7, 16}) {
                float[] embeddings = floats(Batches.clustered(layout, dim, 0.9, dim));
                assertThat(BatchAp.of(embeddings, layout)).isCloseTo(textbook(embeddings, layout), within(1e-12));
                assertThat(BatchAp.of(embeddings, layout, 3)).isEqualTo(BatchAp.of(embeddings, layout));
            }
        }
    }

    /** Sorts the other rows by similarity, negatives first among equals, and averages the precision at each positive. */
    private static double textbook(float[] embeddings, ViewLayout layout) {
        int dim = embeddings.length / layout.rows();
        double total = 0;
        for (int q = 0; q < layout.rows(); q++) {
            int query = q;
            List<Integer> ranked = IntStream.range(0, layout.rows())
                    .filter(row -> row != query)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(row -> -similarity(embeddings, dim, query, row))
                            .thenComparing(row -> layout.image(row) == layout.image(query)))
                    .toList();
            double precisions = 0;
            int found = 0;
            for (int rank = 1; rank <= ranked.size(); rank++) {
                if (layout.image(ranked.get(rank - 1)) == layout.image(query)) {
                    found++;
                    precisions += (double) found / rank;
                }
            }
            total += precisions / found;
        }
        return total / layout.rows();
    }

    private static double similarity(float[] embeddings, int dim, int a, int b) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
            sum += (double) embeddings[a * dim + d] * embeddings[b * dim + d];
        }
        return sum;
    }

    @Test
    void separatedImagesHaveAnAveragePrecisionOfOne() {
        assertThat(BatchAp.of(new float[] {1, 0, 0, 1, 1, 0, 0, 1}, ViewLayout.viewMajor(2, 2))).isEqualTo(1);
    }

    @Test
    void collapsedEmbeddingsCountAsTheWorstRanking() {
        float[] collapsed = new float[12];
        Arrays.fill(collapsed, 1);
        // Each query has 2 positives behind 3 negatives: (1/4 + 2/5) / 2.
        double worst = (1 / 4.0 + 2 / 5.0) / 2;
        assertThat(BatchAp.of(collapsed, ViewLayout.viewMajor(2, 3))).isCloseTo(worst, within(1e-15));
        Arrays.fill(collapsed, Float.NaN);
        assertThat(BatchAp.of(collapsed, ViewLayout.viewMajor(2, 3))).isCloseTo(worst, within(1e-15));
    }

    @Test
    void refusesValuesThatDoNotDivideIntoRows() {
        assertThatThrownBy(() -> BatchAp.of(new float[7], ViewLayout.viewMajor(2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 rows");
        assertThatThrownBy(() -> BatchAp.of(new float[0], ViewLayout.viewMajor(2, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chanceIsTheMeanOverAllRankings() {
        for (ViewLayout layout : List.of(ViewLayout.viewMajor(2, 2), ViewLayout.viewMajor(2, 3),
                ViewLayout.viewMajor(7, 2), ViewLayout.viewMajor(4, 3), ViewLayout.viewMajor(3, 5))) {
            int candidates = layout.rows() - 1;
            int positives = layout.views() - 1;
            double mean = IntStream.range(0, 1 << candidates)
                    .filter(ranks -> Integer.bitCount(ranks) == positives)
                    .mapToDouble(ranks -> averagePrecision(ranks, candidates))
                    .average()
                    .orElseThrow();
            assertThat(BatchAp.chance(layout)).as("%s", layout).isCloseTo(mean, within(1e-12));
        }
    }

    /** Of a ranking with positives where the bits are set. */
    private static double averagePrecision(int positiveRanks, int candidates) {
        double sum = 0;
        int found = 0;
        for (int rank = 1; rank <= candidates; rank++) {
            if ((positiveRanks >> rank - 1 & 1) == 1) {
                sum += (double) ++found / rank;
            }
        }
        return sum / found;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
