package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;

/** Which images {@code embed} takes, told by the representations that each picture has in a folder of its own. */
class EmbedCommandTest {

    private static final int IMAGE_BYTES = 3 * 96 * 96;

    private static final List<String> TRAIN = List.of("train 0", "train 1", "train 2", "train 3");
    private static final List<String> TEST = List.of("test 0", "test 1", "test 2");
    private static final List<String> UNLABELED =
            List.of("unlabeled 0", "unlabeled 1", "unlabeled 2", "unlabeled 3", "unlabeled 4", "unlabeled 5", "unlabeled 6");

    @TempDir
    Path folder;

    private Path experiment;
    private Path whole;
    private Path unlabelled;
    private Path out;

    @BeforeEach
    void images() throws IOException {
        experiment = Inputs.tiny(folder);
        whole = Files.createDirectory(folder.resolve("whole"));
        Inputs.labelledStl10(whole, "train", 4);
        Inputs.labelledStl10(whole, "test", 3);
        Inputs.stl10(whole, "unlabeled", 7);
        unlabelled = Files.createDirectory(folder.resolve("unlabelled"));
        Files.copy(whole.resolve("unlabeled_X.bin"), unlabelled.resolve("unlabeled_X.bin"));
        out = folder.resolve("rows.npy");
    }

    private static String section(Path path, String more) {
        return "{dataset: stl10, path: '" + path + "'" + more + "}";
    }

    private List<double[]> embedded(Object source, String data, Object... options) throws IOException {
        Object[] args = {"embed", source, "--data", data, "--out", out};
        Cli.run(Stream.of(args, options).flatMap(Arrays::stream).toArray()).done();
        NpyMatrix rows = Npy.readMatrixAsDoubles(out);
        return IntStream.range(0, rows.rows())
                .mapToObj(row -> Arrays.copyOfRange(rows.values(), row * rows.columns(), (row + 1) * rows.columns()))
                .toList();
    }

    /** The representations of all pictures by their names, each part standing as training images in a folder of its own. */
    private Map<String, double[]> known(Object source) throws IOException {
        Map<String, double[]> known = new LinkedHashMap<>();
        for (String part : new String[] {"train", "test", "unlabeled"}) {
            Path own = Files.createDirectories(folder.resolve("alone").resolve(part));
            byte[] pictures = Files.readAllBytes(whole.resolve(part + "_X.bin"));
            byte[] labels = new byte[pictures.length / IMAGE_BYTES];
            Arrays.fill(labels, (byte) 1);
            Files.write(own.resolve("train_X.bin"), pictures);
            Files.write(own.resolve("train_y.bin"), labels);
            for (double[] row : embedded(source, section(own, ", trainOn: train"))) {
                known.put(part + " " + known.keySet().stream().filter(name -> name.startsWith(part)).count(), row);
            }
        }
        return known;
    }

    /** The names of the pictures that rows are nearest to. */
    private static List<String> names(Map<String, double[]> known, List<double[]> rows) {
        return rows.stream()
                .map(row -> known.entrySet().stream()
                        .min(Comparator.comparingDouble(picture -> squaredDistance(picture.getValue(), row)))
                        .orElseThrow()
                        .getKey())
                .toList();
    }

    private static double squaredDistance(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum();
    }

    @Test
    void aSectionMeansItsLabelledTrainingImagesUnlessItOrTheWordBehindItSaysOtherwise() throws Exception {
        Map<String, double[]> known = known(experiment);
        String alone = section(whole, ", trainOn: unlabeled");
        assertThat(names(known, embedded(experiment, section(whole, "")))).isEqualTo(TRAIN);
        assertThat(names(known, embedded(experiment, section(whole, ", trainOn: train+unlabeled")))).isEqualTo(TRAIN);
        assertThat(names(known, embedded(experiment, alone))).isEqualTo(UNLABELED);
        assertThat(names(known, embedded(experiment, section(unlabelled, ", trainOn: unlabeled")))).isEqualTo(UNLABELED);
        assertThat(names(known, embedded(experiment, alone + ":train"))).isEqualTo(TRAIN);
        assertThat(names(known, embedded(experiment, alone + ":test"))).isEqualTo(TEST);
        assertThat(names(known, embedded(experiment, alone + ":pretrain"))).isEqualTo(UNLABELED);
        assertThat(names(known, embedded(experiment, section(whole, "") + ":pretrain")))
                .isEqualTo(Stream.of(TRAIN, UNLABELED).flatMap(List::stream).toList());
        assertThat(names(known, embedded(experiment, section(whole, ", trainOn: unlabeled, subset: 3") + ":pretrain")))
                .hasSize(3)
                .isSubsetOf(UNLABELED);
    }

    @Test
    void anEncoderEmbedsWhatItLearnedFrom() throws Exception {
        Path run = folder.resolve("run");
        Cli.run("pretrain", experiment, "--out", run, "--set", "training={epochs: 1, batchSize: 2}",
                "--set", "data=" + section(unlabelled, ", trainOn: unlabeled, subset: 5")).done();
        Map<String, double[]> known = known(run);
        assertThat(names(known, embedded(run, "pretrain"))).hasSize(5).doesNotHaveDuplicates().isSubsetOf(UNLABELED);
        assertThat(names(known, embedded(run, "train", "--set", "data.path=" + whole))).isEqualTo(TRAIN);
        Cli.run("embed", run, "--data", "train", "--out", out)
                .refuses(unlabelled, "holds no train_X.bin", "trainOn: unlabeled", "embed --data pretrain");
        Cli.run("embed", run, "--data", "pretrain", "--out", out, "--labels-out", folder.resolve("y.npy"))
                .refuses(unlabelled, "found no labels");
    }

    @Test
    void anExperimentsLabelledTrainingImagesAreWhatItLearnsFromWhereItHasNoOthers() throws Exception {
        List<double[]> learned = embedded(experiment, "pretrain");
        assertThat(learned).hasSize(64);
        List<double[]> train = embedded(experiment, "train");
        assertThat(train).usingComparatorForType(Arrays::compare, double[].class).containsExactlyElementsOf(learned);
    }

    @Test
    void labelsOfUnlabelledImagesAmongLabelledOnesAreMinusOne() throws Exception {
        Path labels = folder.resolve("labels.npy");
        embedded(experiment, section(whole, "") + ":pretrain", "--labels-out", labels);
        byte[] file = Files.readAllBytes(labels);
        int[] written = new int[11];
        ByteBuffer.wrap(file, file.length - 44, 44).slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(written);
        assertThat(written).containsExactly(0, 1, 0, 1, -1, -1, -1, -1, -1, -1, -1);
    }

    @Test
    void aSectionOfUnlabelledImagesThatDoesNotSaySoIsToldHow() {
        Cli.run("embed", experiment, "--data", section(unlabelled, ""), "--out", out)
                .refuses(unlabelled, "holds no train_X.bin", "trainOn: unlabeled takes the images of unlabeled_X.bin alone");
    }
}
