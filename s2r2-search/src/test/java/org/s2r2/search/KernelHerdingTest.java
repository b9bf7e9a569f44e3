package org.s2r2.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelHerdingTest {

    private final Random random = new Random(7);

    /** Against the formula, evaluated anew for each choice. */
    @Test
    void eachChoiceIsTheOneThatTheFormulaGives() {
        float[][] rows = IntStream.range(0, 60).mapToObj(i -> around(new double[12], 1)).toArray(float[][]::new);
        double[][] centred = centred(rows);
        int[] chosen = choose(rows, 25, 9);
        assertThat(chosen).startsWith(9).doesNotHaveDuplicates().hasSize(25);
        for (int t = 1; t < chosen.length; t++) {
            int[] before = Arrays.copyOf(chosen, t);
            int size = t + 1;
            int expected = IntStream.range(0, rows.length)
                    .filter(x -> IntStream.of(before).noneMatch(c -> c == x))
                    .boxed()
                    .max((a, b) -> Double.compare(missing(centred, before, size, a), missing(centred, before, size, b)))
                    .orElseThrow();
            assertThat(chosen[t]).as("choice %d", t).isEqualTo(expected);
        }
    }

    private static double missing(double[][] rows, int[] chosen, int size, int x) {
        double mean = Arrays.stream(rows).mapToDouble(y -> kernel(rows[x], y)).average().orElseThrow();
        return size * mean - IntStream.of(chosen).mapToDouble(c -> kernel(rows[x], rows[c])).sum();
    }

    private static double kernel(double[] a, double[] b) {
        double cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
        return Math.pow((1 + cosine) / 2, 4);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    private static double[][] centred(float[][] rows) {
        double[][] centred = new double[rows.length][rows[0].length];
        for (int k = 0; k < rows[0].length; k++) {
            int at = k;
            double mean = Arrays.stream(rows).mapToDouble(row -> row[at]).average().orElseThrow();
            for (int row = 0; row < rows.length; row++) {
                centred[row][k] = rows[row][k] - mean;
            }
        }
        return centred;
    }

    /** 60 rows of one kind, 30 of another and 10 of a third: of ten chosen rows six, three and one. */
    @Test
    void kindsAreChosenInTheProportionsThatTheyHave() {
        double[][] kinds = new double[3][16];
        for (int kind = 0; kind < 3; kind++) {
            kinds[kind][kind] = 5;
        }
        float[][] rows = IntStream.range(0, 100)
                .mapToObj(i -> around(kinds[kind(i)], 0.7))
                .toArray(float[][]::new);
        for (int first : new int[] {0, 75, 99}) {
            int[] count = new int[3];
            IntStream.of(choose(rows, 10, first)).forEach(row -> count[kind(row)]++);
            assertThat(count).as("from %d", first).containsExactly(6, 3, 1);
        }
    }

    private static int kind(int row) {
        return row < 60 ? 0 : row < 90 ? 1 : 2;
    }

    @Test
    void nearCopiesComeAfterAllOthers() {
        float[][] rows = new float[24][];
        for (int kind = 0; kind < 6; kind++) {
            double[] picture = new double[8];
            picture[kind] = 1;
            for (int copy = 0; copy < 4; copy++) {
                rows[kind * 4 + copy] = around(picture, 0.01);
            }
        }
        int[] chosen = choose(rows, 24, 13);
        for (int round = 0; round < 4; round++) {
            assertThat(IntStream.range(round * 6, round * 6 + 6).map(i -> chosen[i] / 4).toArray())
                    .as("round %d", round).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        }
        assertThat(chosen).doesNotHaveDuplicates();
    }

    @Test
    void equalRowsAreAllChosenInTheEnd() {
        float[][] rows = new float[5][];
        Arrays.setAll(rows, i -> new float[] {0.6f, 0.8f});
        assertThat(choose(rows, 5, 2)).startsWith(2).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    private static int[] choose(float[][] rows, int count, int first) {
        return new KernelHerding(rows, IntStream.range(0, rows.length).toArray()).choose(count, first);
    }

    private float[] around(double[] centre, double spread) {
        float[] row = new float[centre.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (centre[k] + spread * random.nextGaussian());
        }
        return row;
    }
}
