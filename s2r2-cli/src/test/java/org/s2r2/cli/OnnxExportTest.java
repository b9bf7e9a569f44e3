package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.npy.Npy;

/** ONNX Runtime computes from the bytes of pictures what the engine computes from their files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class OnnxExportTest {

    private static final int SIZE = 32;
    private static final int IMAGES = 64;
    private static final double PART = 1e-5;
    private static final String RUN = """
            name: to-onnx
            seed: 8
            backend: {name: djl, threads: 1}
            data: {dataset: shapes, images: %d, size: 32}
            views:
              crops:
                - {count: 2, size: 32, scale: [0.3, 1.0]}
              mean: [0.5, 0.4, 0.3]
              std: [0.25, 0.2, 0.3]
            encoder: {%s, head: {layers: 2, hidden: 16, dim: 6}}
            optimizer: {name: sgd, learningRate: 0.02, momentum: 0.9}
            training: {epochs: %d, batchSize: 8}
            """;

    @TempDir
    static Path folder;

    private Path images;
    private float[] pixels;
    private Path resnet18;
    private Path small;
    private Path transformer;

    @BeforeAll
    void train() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        pixels = pictures();
        resnet18 = trained("resnet18", "backbone: resnet18", 16, 3);
        small = trained("small", "backbone: resnet8, width: 8, stemStride: 2", 32, 5);
        transformer = trained("transformer", "backbone: vit-tiny, patch: 8, imageSize: 48", 8, 2);
    }

    private static Path trained(String name, String encoder, int images, int epochs) throws IOException {
        Path experiment =
                Inputs.experiment(Files.createDirectory(folder.resolve(name)), String.format(Locale.ROOT, RUN, images, encoder, epochs));
        Path run = folder.resolve(name).resolve("run");
        Cli.run("pretrain", experiment, "--out", run).done();
        return run;
    }

    /** Pictures of noise around colours, and their values from 0 to 1, [images, 3, size, size]. */
    private float[] pictures() throws IOException {
        Random random = new Random(21);
        float[] values = new float[IMAGES * 3 * SIZE * SIZE];
        for (int n = 0; n < IMAGES; n++) {
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
            int[] colour = random.ints(3, 0, 200).toArray();
            for (int i = 0; i < SIZE * SIZE; i++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int value = colour[c] + random.nextInt(56);
                    rgb = rgb << 8 | value;
                    values[(n * 3 + c) * SIZE * SIZE + i] = value / 255f;
                }
                image.setRGB(i % SIZE, i / SIZE, rgb);
            }
            ImageIO.write(image, "png", images.resolve(String.format(Locale.ROOT, "%02d.png", n)).toFile());
        }
        return values;
    }

    private float[] first(int count) {
        return Arrays.copyOf(pixels, count * 3 * SIZE * SIZE);
    }

    private double[] embedded(Path run, Object... more) {
        Path out = folder.resolve("rows.npy");
        Object[] args = {"embed", run, "--data", images, "--out", out};
        Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray()).done();
        return Npy.readMatrixAsDoubles(out).values();
    }

    private static Path exported(Path run, Object... more) {
        Path out = folder.resolve("model.onnx");
        Object[] args = {"export", run, "--format", "onnx", "--out", out};
        Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray()).done();
        return out;
    }

    /** The largest difference is below a part of the largest value of the first rows. */
    private static void requireClose(double[] found, double[] expected) {
        assertThat(found).hasSizeLessThanOrEqualTo(expected.length);
        double difference =
                IntStream.range(0, found.length).mapToDouble(i -> Math.abs(found[i] - expected[i])).max().orElseThrow();
        double largest = DoubleStream.of(expected).limit(found.length).map(Math::abs).max().orElseThrow();
        assertThat(difference / largest).isLessThan(PART);
        assertThat(largest).isPositive();
    }

    /** Rows of two pictures differ by far more than what is tolerated. */
    private static void requireDifferentRows(double[] rows, int dim) {
        double largest = DoubleStream.of(rows).map(Math::abs).max().orElseThrow();
        assertThat(IntStream.range(0, dim).mapToDouble(i -> Math.abs(rows[i] - rows[dim + i])).max().orElseThrow())
                .isGreaterThan(1000 * PART * largest);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, IMAGES})
    void aTrainedResNet18GivesTheEnginesFeaturesForAnyNumberOfPictures(int count) throws Exception {
        double[] engine = embedded(resnet18);
        assertThat(engine).hasSize(IMAGES * 512);
        requireDifferentRows(engine, 512);
        double[] found = OnnxRun.rows(exported(resnet18), "features", first(count), count, SIZE);
        assertThat(found).hasSize(count * 512);
        requireClose(found, engine);
    }

    /** Trained for images of 48 pixels and exported for 32, so that its position embeddings are interpolated. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, IMAGES})
    void aTrainedVisionTransformerGivesTheEnginesFeaturesForAnyNumberOfPictures(int count) throws Exception {
        double[] engine = embedded(transformer);
        assertThat(engine).hasSize(IMAGES * 192);
        requireDifferentRows(engine, 192);
        double[] found = OnnxRun.rows(exported(transformer), "features", first(count), count, SIZE);
        assertThat(found).hasSize(count * 192);
        requireClose(found, engine);
    }

    @Test
    void aVisionTransformerGoesOutWithItsHeadToo() throws Exception {
        double[] engine = embedded(transformer, "--stage", "projection");
        requireDifferentRows(engine, 6);
        requireClose(OnnxRun.rows(exported(transformer, "--with-head"), "embeddings", first(3), 3, SIZE), engine);
    }

    @Test
    void theCifarFamilyGivesTheEnginesFeaturesToo() throws Exception {
        double[] engine = embedded(small);
        assertThat(engine).hasSize(IMAGES * 32);
        requireDifferentRows(engine, 32);
        requireClose(OnnxRun.rows(exported(small), "features", pixels, IMAGES, SIZE), engine);
    }

    @Test
    void theProjectionHeadFollowsWhereItIsAskedFor() throws Exception {
        double[] engine = embedded(small, "--stage", "projection");
        assertThat(engine).hasSize(IMAGES * 6);
        requireDifferentRows(engine, 6);
        Path file = exported(small, "--with-head");
        double[] found = OnnxRun.rows(file, "embeddings", pixels, IMAGES, SIZE);
        assertThat(found).hasSize(IMAGES * 6);
        requireClose(found, engine);
        assertThat(OnnxRun.notes(file)).containsEntry("stage", "projection").containsEntry("backbone", "resnet8-w8-s2");
    }

    @Test
    void normalisationIsTheCallersWhereItIsLeftOut() throws Exception {
        double[] mean = {0.5, 0.4, 0.3};
        double[] std = {0.25, 0.2, 0.3};
        float[] normalised = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (SIZE * SIZE) % 3;
            normalised[i] = (float) ((pixels[i] - mean[channel]) / std[channel]);
        }
        Path file = exported(small, "--no-normalization");
        requireClose(OnnxRun.rows(file, "features", normalised, IMAGES, SIZE), embedded(small));
        assertThat(OnnxRun.notes(file))
                .containsEntry("normalization", "outside")
                .containsEntry("mean", "[0.5, 0.4, 0.3]")
                .containsEntry("std", "[0.25, 0.2, 0.3]");
    }

    @Test
    void resNet50GivesTheEnginesFeaturesToo() throws Exception {
        Path run = trained("resnet50", "backbone: resnet50", 8, 1);
        double[] engine = embedded(run);
        assertThat(engine).hasSize(IMAGES * 2048);
        requireDifferentRows(engine, 2048);
        requireClose(OnnxRun.rows(exported(run), "features", first(3), 3, SIZE), engine);
    }

    @Test
    void aConvNeXtGivesTheEnginesFeaturesToo() throws Exception {
        Path run = trained("convnext", "backbone: convnext-tiny", 16, 1);
        double[] engine = embedded(run);
        assertThat(engine).hasSize(IMAGES * 768);
        requireDifferentRows(engine, 768);
        requireClose(OnnxRun.rows(exported(run), "features", first(3), 3, SIZE), engine);
    }

    /** Its batch norms' statistics move slowly: so soon, features of different pictures are almost the same. */
    @Test
    void aMobileNetGivesTheEnginesFeaturesToo() throws Exception {
        Path run = trained("mobilenet", "backbone: mobilenet_v3_small", 16, 1);
        double[] engine = embedded(run);
        assertThat(engine).hasSize(IMAGES * 576);
        requireClose(OnnxRun.rows(exported(run), "features", first(3), 3, SIZE), engine);
    }

    @Test
    void theNotesSayWhatAReaderHasToKnow() throws Exception {
        Map<String, String> notes = OnnxRun.notes(exported(resnet18));
        assertThat(notes).containsOnlyKeys(
                "backbone", "mean", "std", "size", "name", "step", "configSha256", "stage", "normalization", "s2r2");
        assertThat(notes)
                .containsEntry("backbone", "resnet18")
                .containsEntry("mean", "[0.5, 0.4, 0.3]")
                .containsEntry("std", "[0.25, 0.2, 0.3]")
                .containsEntry("size", "32")
                .containsEntry("name", "to-onnx")
                .containsEntry("step", "6")
                .containsEntry("stage", "backbone")
                .containsEntry("normalization", "inside");
        assertThat(notes.get("s2r2")).matches("\\d+\\.\\d+\\S* .+");
        assertThat(resnet18.resolve("checkpoints/epoch-000003/state.json")).content().contains(notes.get("configSha256"));
    }

    @Test
    void whatIsPrintedCountsTheWeights() throws Exception {
        Path out = folder.resolve("counted.onnx");
        assertThat(Cli.run("export", resnet18, "--format", "onnx", "--out", out, "--json").done().json()
                        .get("parameters").intValue())
                .isEqualTo(11_176_512);
        // 4 bytes for each of them and for 9,600 running statistics, and little else.
        assertThat(Files.size(out)).isBetween(4L * 11_186_112, 4L * 11_186_112 + 20_000);
    }

    @Test
    void optionsThatDoNotFitTheFormatAreRefused() {
        Path none = folder.resolve("none");
        Cli.run("export", none, "--out", folder.resolve("x.safetensors"), "--no-normalization")
                .refuses("--no-normalization", "safetensors", "--format onnx");
        Cli.run("export", none, "--out", folder.resolve("x.onnx")).refuses("--format", "x.onnx", "--format onnx");
        Cli other = Cli.run("export", none, "--out", folder.resolve("x"), "--format", "pickle");
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("--format", "found 'pickle', expected one of safetensors, onnx");
        assertThat(folder.resolve("x.onnx")).doesNotExist();
    }
}
