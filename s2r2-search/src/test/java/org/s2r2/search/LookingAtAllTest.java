package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Duplicates, outliers and selections of an index whose embeddings are known. */
class LookingAtAllTest {

    private static final IndexedEncoder ENCODER =
            new IndexedEncoder("somewhere", "", "", 0, "backbone", 8, "0".repeat(64), "0".repeat(64), "");

    private static final int DIMENSION = 8;

    @TempDir
    Path folder;

    private PictureIndex index;

    /** Points on a circle, by their angles in degrees; the pictures are black but for the last one. */
    @BeforeEach
    void points() throws Exception {
        index = index(0, 1, 2, 40, 90, 91, 200);
    }

    private PictureIndex index(double... degrees) throws Exception {
        List<IndexedPicture> pictures = new ArrayList<>();
        List<EmbeddedPicture> embedded = new ArrayList<>();
        for (int i = 0; i < degrees.length; i++) {
            byte[] signature = new byte[PixelSignature.BYTES];
            Arrays.fill(signature, (byte) (degrees[i] == 91 ? 9 : 0));
            pictures.add(new IndexedPicture("point-" + i, null, "/nowhere/" + i, 1, 1, null));
            embedded.add(new EmbeddedPicture(new float[] {
                (float) Math.cos(Math.toRadians(degrees[i])), (float) Math.sin(Math.toRadians(degrees[i]))
            }, signature));
        }
        new IndexWriting(folder).write("points", ENCODER, List.of(), pictures, embedded, List.of(), IndexWriting.graph(embedded));
        return PictureIndex.open(folder);
    }

    /** Black pictures with these embeddings. */
    private PictureIndex index(List<float[]> rows) throws Exception {
        List<IndexedPicture> pictures = new ArrayList<>();
        List<EmbeddedPicture> embedded = new ArrayList<>();
        for (float[] row : rows) {
            pictures.add(new IndexedPicture("row-" + pictures.size(), null, "/nowhere/" + pictures.size(), 1, 1, null));
            embedded.add(new EmbeddedPicture(row, new byte[PixelSignature.BYTES]));
        }
        new IndexWriting(folder).write("rows", ENCODER, List.of(), pictures, embedded, List.of(), IndexWriting.graph(embedded));
        return PictureIndex.open(folder);
    }

    @Test
    void duplicatesAreJoinedByChainsWhereEmbeddingsAndPixelsAgree() {
        float oneDegree = (float) Math.cos(Math.toRadians(1.1));
        assertThat(Duplicates.groups(index, oneDegree)).containsExactly(List.of(0, 1, 2));
        float wide = (float) Math.cos(Math.toRadians(51));
        assertThat(Duplicates.groups(index, wide)).containsExactly(List.of(0, 1, 2, 3, 4));
        assertThat(Duplicates.groups(index, 1f)).isEmpty();
    }

    /** Of random unit rows some have a product with themselves, in single precision, that is below 1. */
    @Test
    void exactCopiesAreFoundAtAThresholdOfOne() throws Exception {
        Random random = new Random(4);
        List<float[]> rows = new ArrayList<>();
        while (rows.size() < 20) {
            float[] row = UnitRows.unit(new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()});
            if (UnitRows.dot(row, row) < 1) {
                rows.add(row);
                rows.add(row.clone());
            }
        }
        PictureIndex copies = index(rows);
        assertThat(Duplicates.groups(copies, 1f)).isEqualTo(IntStream.range(0, 10).mapToObj(i -> List.of(2 * i, 2 * i + 1)).toList());
        assertThat(copies.nearest(rows.get(3), 3)).satisfies(matches -> {
            assertThat(matches).extracting(Match::picture).startsWith(2, 3);
            assertThat(matches).extracting(Match::similarity).startsWith(1f, 1f);
            assertThat(matches.get(2).similarity()).isLessThan(1f);
        });
    }

    @Test
    void manyEqualPicturesAreOneGroupInAShortTime() throws Exception {
        PictureIndex equal = index(Collections.nCopies(100_000, new float[] {1, 0}));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> assertThat(Duplicates.groups(equal, 1f))
                .containsExactly(IntStream.range(0, 100_000).boxed().toList()));
    }

    @Test
    void outliersAreFarFromTheirNearest() {
        List<Match> ranked = Outliers.ranked(index, 2);
        assertThat(ranked).extracting(Match::picture).startsWith(6, 3).doesNotHaveDuplicates().hasSize(7);
        double expected = (Math.cos(Math.toRadians(109)) + Math.cos(Math.toRadians(110))) / 2;
        assertThat((double) ranked.get(0).similarity()).isCloseTo(expected, offset(1e-5));
    }

    @Test
    void outliersAndDuplicatesOfManyBlocksAreThoseOfOnePictureAfterAnother() throws Exception {
        int count = 700;
        // Pairs on a circle: 0.001 degrees within a pair, 0.9 to the next pair.
        PictureIndex many = index(IntStream.range(0, count).mapToDouble(i -> (i - i % 2) * 0.45 + i % 2 * 0.001).toArray());
        float pair = (float) Math.cos(Math.toRadians(0.2));
        assertThat(Duplicates.groups(many, pair)).isEqualTo(
                IntStream.range(0, count / 2).mapToObj(i -> List.of(2 * i, 2 * i + 1)).toList());
        List<Match> ranked = Outliers.ranked(many, 4);
        assertThat(ranked).extracting(Match::picture)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
        assertThat(ranked).allSatisfy(match -> assertThat((double) match.similarity()).isCloseTo(
                many.nearest(match.picture(), 4).stream().mapToDouble(Match::similarity).average().orElseThrow(), offset(1e-6)));
    }

    @Test
    void aDiverseSelectionIsDecidedByItsSeedAndBeginsLikeALongerOne() {
        assertThat(Selection.diverse(index, 7, 3)).startsWith(Selection.random(index, 1, 3)[0])
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThat(Selection.diverse(index, 4, 3)).isEqualTo(Arrays.copyOf(Selection.diverse(index, 7, 3), 4));
        assertThatThrownBy(() -> Selection.diverse(index, 8, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The mean of a list's embeddings is nearer to that of all pictures than a list by chance has it. */
    @Test
    void aDiverseSelectionStandsForAllPicturesMoreThanARandomOne() throws Exception {
        Random random = new Random(5);
        PictureIndex cloud = index(IntStream.range(0, 400)
                .mapToObj(i -> {
                    float[] row = new float[DIMENSION];
                    for (int k = 0; k < row.length; k++) {
                        row[k] = (float) (random.nextGaussian() * (k + 1) + 2);
                    }
                    return row;
                })
                .toList());
        double diverse = IntStream.range(0, 10)
                .mapToDouble(seed -> distanceOfMeans(cloud, Selection.diverse(cloud, 40, seed))).average().orElseThrow();
        double byChance = IntStream.range(0, 10)
                .mapToDouble(seed -> distanceOfMeans(cloud, Selection.random(cloud, 40, seed))).average().orElseThrow();
        assertThat(diverse).isLessThan(0.5 * byChance);
    }

    private static double distanceOfMeans(PictureIndex index, int[] chosen) {
        double squares = 0;
        for (int k = 0; k < DIMENSION; k++) {
            int at = k;
            double all = IntStream.range(0, index.size()).mapToDouble(i -> index.embedding(i)[at]).average().orElseThrow();
            double some = IntStream.of(chosen).mapToDouble(i -> index.embedding(i)[at]).average().orElseThrow();
            squares += (all - some) * (all - some);
        }
        return Math.sqrt(squares);
    }
}
