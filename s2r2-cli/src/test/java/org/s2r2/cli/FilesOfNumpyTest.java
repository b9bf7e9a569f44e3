package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;

/** Types and shapes that NumPy users save, in {@code score} and {@code loss}. The bytes are those of NumPy 2.4. */
class FilesOfNumpyTest {

    /** numpy.save of numpy.array(ROWS, 'f2') */
    private static final String HALVES = """
            934e554d5059010076007b276465736372273a20273c6632272c2027666f727472616e5f6f72646572273a2046616c73652c20\
            277368617065273a2028362c2032292c207d20202020202020202020202020202020202020202020202020202020202020202020\
            2020202020202020202020202020202020202020202020200a0044003800430000000000420034004400c2000000c40038""";

    /** numpy.save of numpy.array([[5], [5], [0], [0], [2], [2]]) */
    private static final String COLUMN = """
            934e554d5059010076007b276465736372273a20273c6938272c2027666f727472616e5f6f72646572273a2046616c73652c20\
            277368617065273a2028362c2031292c207d20202020202020202020202020202020202020202020202020202020202020202020\
            2020202020202020202020202020202020202020202020200a0500000000000000050000000000000000000000000000000000000\
            00000000002000000000000000200000000000000""";

    /** numpy.save of numpy.array([[0], [0], [1], [1], [1], [0]], bool) */
    private static final String COLUMN_OF_BOOLS = """
            934e554d5059010076007b276465736372273a20277c6231272c2027666f727472616e5f6f72646572273a2046616c73652c20\
            277368617065273a2028362c2031292c207d20202020202020202020202020202020202020202020202020202020202020202020\
            2020202020202020202020202020202020202020202020200a000001010100""";

    /** Two near each other of each class, each of which single and half precision hold exactly. */
    private static final double[] ROWS = {4, 0.5, 3.5, 0, 0, 3, 0.25, 4, -3, 0, -4, 0.5};

    @TempDir
    Path folder;

    private Path halves;
    private Path plain;
    private Path vector;

    @BeforeEach
    void write() throws IOException {
        halves = hex("halves.npy", HALVES);
        plain = folder.resolve("plain.npy");
        Npy.write(plain, new NpyMatrix(6, 2, ROWS));
        vector = folder.resolve("vector.npy");
        Npy.write(vector, new int[] {5, 5, 0, 0, 2, 2});
    }

    private Path hex(String name, String hex) throws IOException {
        return Files.write(folder.resolve(name), HexFormat.of().parseHex(hex));
    }

    private static Cli score(Path train, Path trainLabels, Path test, Path testLabels) {
        return Cli.run("score", "--train", train, "--train-labels", trainLabels, "--test", test, "--test-labels",
                testLabels, "--protocol", "retrieval", "--json");
    }

    @Test
    void halfPrecisionEmbeddingsAreScoredLikeTheSameNumbersInDouble() throws IOException {
        Cli found = score(halves, vector, halves, vector).done();
        assertThat(found.json().at("/retrieval/map").doubleValue()).isEqualTo(1);
        assertThat(found.out()).isEqualTo(score(plain, vector, plain, vector).done().out());
    }

    @Test
    void halfPrecisionEmbeddingsHaveTheLossOfTheSameNumbersInDouble() {
        String[] found = new String[2];
        Path[] files = {halves, plain};
        for (int i = 0; i < 2; i++) {
            found[i] = Cli.run("loss", "--objective", "nt-xent", "--embeddings", files[i], "--images", 3, "--views", 2)
                    .done()
                    .out();
        }
        assertThat(found[0]).isEqualTo(found[1]);
    }

    @Test
    void aColumnOfLabelsIsOneLabelARowAndTheLogSaysSo() throws IOException {
        Path column = hex("column.npy", COLUMN);
        Cli found = score(plain, column, plain, column).done();
        assertThat(found.json().at("/retrieval/map").doubleValue()).isEqualTo(1);
        assertThat(found.log()).containsOnlyOnce(column + ": the shape [6, 1] is taken as one label a row");
        assertThat(score(plain, vector, plain, vector).done().log()).doesNotContain("is taken as");
    }

    @Test
    void aColumnOfZerosAndOnesIsRefusedWithAdvice() throws IOException {
        Path column = hex("bools.npy", COLUMN_OF_BOOLS);
        score(plain, column, plain, column)
                .refuses(column, "shape [6, 1] of 0 and 1 alone", "one class that a row has or has not",
                        "the shape [n] for one label a row", "[n, classes]");
    }

    @Test
    void aColumnOfZerosAndOnesIsWhatTheOtherFileIs() throws IOException {
        Path column = hex("bools.npy", COLUMN_OF_BOOLS);
        for (Path other : new Path[] {vector, hex("column.npy", COLUMN)}) {
            // The nearest training row of every test row is itself, and has another label in the other file.
            double found = score(plain, other, plain, column).done().json().at("/retrieval/recallAt1").doubleValue();
            assertThat(found).isZero();
            assertThat(score(plain, column, plain, other).done().log())
                    .contains(column + ": the shape [6, 1] is taken as one label a row");
        }
        Path sets = folder.resolve("sets.npy");
        Npy.write(sets, new boolean[6][2]);
        score(plain, column, plain, sets).refuses("2 classes, expected 1");
    }
}
