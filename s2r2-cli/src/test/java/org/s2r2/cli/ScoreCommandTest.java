package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;

/** The oracle is the definitions of the protocols, written out here once more. */
class ScoreCommandTest {

    private static final int NEIGHBOURS = 200;
    private static final double TEMPERATURE = 0.07;

    @TempDir
    Path folder;

    private record Rows(double[][] values, int[] labels) {

        static Rows random(int rows, int classes, Random random, DoubleSupplier value, int dim) {
            double[][] values = new double[rows][dim];
            int[] labels = new int[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = random.nextInt(classes);
                for (int d = 0; d < dim; d++) {
                    values[row][d] = value.getAsDouble();
                }
            }
            return new Rows(values, labels);
        }

        void write(Path x, Path y) throws IOException {
            double[] flat = new double[values.length * values[0].length];
            for (int row = 0; row < values.length; row++) {
                System.arraycopy(values[row], 0, flat, row * values[0].length, values[0].length);
            }
            Npy.write(x, new NpyMatrix(values.length, values[0].length, flat));
            Npy.write(y, labels);
        }
    }

    private static double cosine(double[] a, double[] b) {
        double product = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            product += a[d] * b[d];
            aa += a[d] * a[d];
            bb += b[d] * b[d];
        }
        return product / Math.sqrt(aa * bb);
    }

    /** Training rows from the nearest to the farthest, equal ones by rising index, or by falling. */
    private static int[] ranking(Rows train, double[] query, boolean rising) {
        return IntStream.range(0, train.labels.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -cosine(query, train.values[i]))
                        .thenComparingInt(i -> rising ? i : -i))
                .mapToInt(i -> i)
                .toArray();
    }

    private static double knn(Rows train, Rows test, boolean rising) {
        int right = 0;
        for (int q = 0; q < test.labels.length; q++) {
            double[] query = test.values[q];
            TreeMap<Integer, Double> votes = new TreeMap<>();
            IntStream.of(ranking(train, query, rising)).limit(NEIGHBOURS).forEach(i ->
                    votes.merge(train.labels[i], Math.exp(cosine(query, train.values[i]) / TEMPERATURE), Double::sum));
            int best = votes.firstKey();
            for (int label : votes.keySet()) {
                best = votes.get(label) > votes.get(best) ? label : best;
            }
            right += best == test.labels[q] ? 1 : 0;
        }
        return (double) right / test.labels.length;
    }

    /** Mean average precision, and recall at 1, 5 and 10. */
    private static double[] retrieval(Rows train, Rows test, boolean rising) {
        double[] sums = new double[4];
        for (int q = 0; q < test.labels.length; q++) {
            int label = test.labels[q];
            int[] ranking = ranking(train, test.values[q], rising);
            boolean[] relevant = new boolean[ranking.length];
            IntStream.range(0, ranking.length).forEach(r -> relevant[r] = train.labels[ranking[r]] == label);
            sums[0] += IntStream.range(0, relevant.length)
                    .filter(r -> relevant[r])
                    .mapToDouble(r -> (double) IntStream.rangeClosed(0, r).filter(s -> relevant[s]).count() / (r + 1))
                    .average()
                    .orElseThrow();
            int[] depths = {1, 5, 10};
            for (int k = 0; k < 3; k++) {
                sums[1 + k] += IntStream.range(0, depths[k]).anyMatch(r -> relevant[r]) ? 1 : 0;
            }
        }
        for (int i = 0; i < 4; i++) {
            sums[i] /= test.labels.length;
        }
        return sums;
    }

    private JsonNode score(Rows train, Rows test, String protocol) throws IOException {
        train.write(folder.resolve("x.npy"), folder.resolve("y.npy"));
        test.write(folder.resolve("u.npy"), folder.resolve("v.npy"));
        return Cli.run("score", "--train", folder.resolve("x.npy"), "--train-labels", folder.resolve("y.npy"), "--test",
                        folder.resolve("u.npy"), "--test-labels", folder.resolve("v.npy"), "--protocol", protocol,
                        "--json")
                .done()
                .json();
    }

    private void requireDefinitions(Rows train, Rows test) throws IOException {
        JsonNode json = score(train, test, "knn");
        assertThat(json.fieldNames()).toIterable().containsExactly("knn");
        assertThat(json.at("/knn/top1").doubleValue()).isCloseTo(knn(train, test, true), within(1e-12));

        json = score(train, test, "retrieval");
        assertThat(json.fieldNames()).toIterable().containsExactly("retrieval");
        double[] expected = retrieval(train, test, true);
        JsonNode found = json.get("retrieval");
        assertThat(found.fieldNames()).toIterable().containsExactly("map", "recallAt1", "recallAt5", "recallAt10");
        assertThat(found.get("map").doubleValue()).isCloseTo(expected[0], within(1e-12));
        assertThat(found.get("recallAt1").doubleValue()).isCloseTo(expected[1], within(1e-12));
        assertThat(found.get("recallAt5").doubleValue()).isCloseTo(expected[2], within(1e-12));
        assertThat(found.get("recallAt10").doubleValue()).isCloseTo(expected[3], within(1e-12));
    }

    @Test
    void knnAndRetrievalFollowTheirDefinitionsOnRandomRows() throws Exception {
        Random random = new Random(4);
        requireDefinitions(
                Rows.random(260, 7, random, random::nextGaussian, 5),
                Rows.random(60, 7, random, random::nextGaussian, 5));
    }

    @Test
    void tiesGoToTheLowerIndex() throws Exception {
        // Rows of one sign have similarity 1 or -1, and more than 200 are equally near to every query.
        Random random = new Random(5);
        Rows train = Rows.random(700, 4, random, () -> random.nextBoolean() ? 1 : -1, 1);
        Rows test = Rows.random(60, 4, random, () -> random.nextBoolean() ? 1 : -1, 1);
        assertThat(retrieval(train, test, true)[0]).isNotCloseTo(retrieval(train, test, false)[0], within(1e-6));
        assertThat(knn(train, test, true)).isNotCloseTo(knn(train, test, false), within(1e-6));
        requireDefinitions(train, test);
    }

    @Test
    void aLinearProbeNamesEveryRowOfSeparableClasses() throws Exception {
        Random random = new Random(6);
        Rows train = Rows.random(90, 3, random, random::nextGaussian, 4);
        Rows test = Rows.random(30, 3, random, random::nextGaussian, 4);
        for (Rows rows : new Rows[] {train, test}) {
            for (int row = 0; row < rows.labels.length; row++) {
                rows.values[row][rows.labels[row]] += 20;
            }
        }
        JsonNode json = score(train, test, "all");
        assertThat(json.fieldNames()).toIterable().containsExactly("knn", "linear", "retrieval", "semi");
        assertThat(json.get("linear").fieldNames()).toIterable().containsExactly("top1");
        assertThat(json.at("/linear/top1").doubleValue()).isEqualTo(1);
    }

    @Test
    void textGivesEveryFigureInPercent() throws Exception {
        Rows rows = new Rows(new double[][] {{1, 0}, {0, 1}, {1, 0.1}, {0.1, 1}}, new int[] {0, 1, 0, 1});
        rows.write(folder.resolve("x.npy"), folder.resolve("y.npy"));
        Cli run = Cli.run("score", "--train", folder.resolve("x.npy"), "--train-labels", folder.resolve("y.npy"),
                "--test", folder.resolve("x.npy"), "--test-labels", folder.resolve("y.npy")).done();
        assertThat(run.out().lines().map(String::strip).map(line -> line.replaceAll("\\s{2,}", " ")))
                .containsExactly("kNN top-1 100.00 %", "linear top-1 100.00 %", "retrieval mAP 100.00 %",
                        "recall@1 100.00 %", "recall@5 100.00 %", "recall@10 100.00 %",
                        "linear, 1% labels 100.00 %", "linear, 10% labels 100.00 %");
    }

    /** The nearest row of each, but for itself, is of the other class. */
    @Test
    void rowsThatAreTrainingRowsTooAreLeftOutOfTheirOwnNeighbours() throws Exception {
        double[][] values = {{1, 0}, {1, 0.1}, {0, 1}, {0.1, 1}};
        Rows rows = new Rows(values, new int[] {0, 1, 0, 1});
        rows.write(folder.resolve("x.npy"), folder.resolve("y.npy"));
        Cli same = score(folder.resolve("x.npy")).done();
        assertThat(same.log()).contains("have the same rows: each is left out of its own neighbours");
        assertThat(same.json().get("leaveOneOut").booleanValue()).isTrue();
        assertThat(same.json().at("/knn/top1").doubleValue()).isZero();
        assertThat(same.json().at("/retrieval/recallAt1").doubleValue()).isZero();

        // Nearly the same rows, such as those of the same images in another run.
        new Rows(new double[][] {{2, 0.01}, {1, 0.11}, {0.01, 1}, {0.11, 1}}, rows.labels)
                .write(folder.resolve("u.npy"), folder.resolve("y.npy"));
        Cli similar = score(folder.resolve("u.npy")).done();
        assertThat(similar.log()).doesNotContain("left out");
        assertThat(similar.json().has("leaveOneOut")).isFalse();
        assertThat(similar.json().at("/knn/top1").doubleValue()).isEqualTo(1);
        Cli told = score(folder.resolve("u.npy"), "--leave-one-out").done();
        assertThat(told.json().get("leaveOneOut").booleanValue()).isTrue();
        assertThat(told.json().at("/knn/top1").doubleValue()).isZero();
    }

    private Cli score(Path test, String... more) {
        List<Object> arguments = new ArrayList<>(List.of("score", "--train", folder.resolve("x.npy"), "--train-labels",
                folder.resolve("y.npy"), "--test", test, "--test-labels", folder.resolve("y.npy"), "--json"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray());
    }
}
