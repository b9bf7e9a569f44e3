package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;

/** Nearest rows against their definition in double precision, and the graph as a file. */
class NearestPicturesTest {

    @TempDir
    Path folder;

    private static UnitRows rows(int count, int dimension, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[count][dimension];
        for (float[] row : rows) {
            int centre = random.nextInt(20);
            for (int k = 0; k < dimension; k++) {
                row[k] = (float) (Math.sin(centre * 31 + k * k) + 0.4 * random.nextGaussian());
            }
        }
        return new UnitRows(Arrays.stream(rows).map(UnitRows::unit).toArray(float[][]::new), dimension);
    }

    private static NearestPictures nearest(UnitRows rows) {
        DistinctRows distinct = DistinctRows.of(rows);
        return new NearestPictures(distinct, NearestPictures.build(distinct));
    }

    private static double cosine(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> (double) a[k] * b[k]).sum();
    }

    private static List<Integer> byDefinition(UnitRows rows, float[] query, int count) {
        return IntStream.range(0, rows.count())
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -cosine(query, rows.row(row))))
                .limit(count)
                .toList();
    }

    @Test
    void comparingAllRowsFindsTheNearestByDefinition() {
        UnitRows rows = rows(700, 13, 1);
        NearestPictures nearest = nearest(rows);
        for (int query = 0; query < 20; query++) {
            float[] unit = rows(20, 13, 2).row(query);
            assertThat(nearest.of(unit, 7)).extracting(Match::picture).isEqualTo(byDefinition(rows, unit, 7));
            assertThat(nearest.of(unit, 7)).allSatisfy(match ->
                    assertThat((double) match.similarity()).isCloseTo(cosine(unit, rows.row(match.picture())), offset(1e-5)));
        }
    }

    @Test
    void theGraphFindsNearlyAllOfThem() {
        UnitRows rows = rows(5000, 24, 3);
        NearestPictures nearest = nearest(rows);
        int found = 0;
        for (int query = 0; query < 50; query++) {
            float[] unit = rows(50, 24, 4).row(query);
            Set<Integer> expected = new HashSet<>(byDefinition(rows, unit, 10));
            expected.retainAll(nearest.of(unit, 10).stream().map(Match::picture).collect(Collectors.toSet()));
            found += expected.size();
        }
        assertThat(found).isGreaterThan(490);
    }

    @Test
    void theSameRowsGiveTheSameFileAndItsGraphFindsTheSame() throws Exception {
        UnitRows rows = rows(3000, 8, 5);
        DistinctRows distinct = DistinctRows.of(rows);
        NeighbourGraph graph = NearestPictures.build(distinct);
        GraphFile.write(folder.resolve("one"), graph);
        GraphFile.write(folder.resolve("other"), NearestPictures.build(DistinctRows.of(rows(3000, 8, 5))));
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
        NeighbourGraph read = GraphFile.read(folder.resolve("one"), 3000);
        assertThat(new NearestPictures(distinct, read).approximate(rows.row(9), 10, 50))
                .isEqualTo(new NearestPictures(distinct, graph).approximate(rows.row(9), 10, 50));
    }

    @Test
    void manyEqualRowsAreFoundToo() {
        float[][] equal = new float[2000][];
        Arrays.setAll(equal, i -> UnitRows.unit(new float[] {1, i < 1990 ? 1 : 2, 0}));
        UnitRows rows = new UnitRows(equal, 3);
        NearestPictures nearest = nearest(rows);
        assertThat(nearest.of(equal[3], 1995)).hasSize(1995).extracting(Match::picture).startsWith(0, 1, 2).doesNotHaveDuplicates();
        assertThat(nearest.of(equal[1995], 10)).extracting(Match::picture)
                .containsExactly(1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999);
    }

    @Test
    void aDamagedGraphIsRefusedOrSafe() throws Exception {
        UnitRows rows = rows(300, 6, 6);
        Path file = folder.resolve("graph.bin");
        GraphFile.write(file, NearestPictures.build(DistinctRows.of(rows)));
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            int at = 4 * random.nextInt(whole.length / 4);
            ByteBuffer.wrap(damaged).putInt(at, i % 2 == 0 ? random.nextInt() : random.nextInt(600) - 100);
            Files.write(file, damaged);
            try {
                new NearestPictures(DistinctRows.of(rows), GraphFile.read(file, 300)).approximate(rows.row(0), 5, 20);
            } catch (InvalidInputException e) {
                refused.add(e.getMessage());
            }
        }
        assertThat(refused).hasSizeGreaterThan(200).allMatch(message -> message.startsWith(file.toString()));
        Files.write(file, Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> GraphFile.read(file, 300)).isInstanceOf(InvalidInputException.class).hasMessageContaining("cut off");
        Files.write(file, whole);
        assertThatThrownBy(() -> GraphFile.read(file, 299)).isInstanceOf(InvalidInputException.class);
    }
}
