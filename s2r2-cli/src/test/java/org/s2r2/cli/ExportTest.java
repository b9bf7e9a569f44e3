package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.cli.PlainSafetensors.Array;
import org.s2r2.encoder.ResNets;
import org.s2r2.encoder.ResNets.Stem;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork;

/** A ResNet-18 after two steps of training, as other programs find it in the exported file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class ExportTest {

    private static final int SIZE = 32;
    private static final int IMAGES = 2;
    private static final String RESNET18 = """
            name: exchange
            seed: 5
            backend: {threads: 1}
            data: {dataset: shapes, images: 16, size: 32}
            views:
              crops:
                - {count: 2, size: 32, scale: [0.3, 1.0]}
              mean: [0.5, 0.4, 0.3]
              std: [0.25, 0.2, 0.3]
            encoder: {backbone: resnet18, head: {layers: 1, dim: 8}}
            optimizer: {name: sgd, learningRate: 0.01, momentum: 0.9}
            training: {epochs: 1, batchSize: 8}
            """;

    @TempDir
    static Path folder;

    private Path experiment;
    private Path run;
    private Path file;
    private JsonNode printed;

    @BeforeAll
    void train() throws IOException {
        experiment = Inputs.experiment(folder, RESNET18);
        run = folder.resolve("run");
        file = folder.resolve("backbone.safetensors");
        Cli.run("pretrain", experiment, "--out", run).done();
        printed = Cli.run("export", run, "--out", file, "--json").done().json();
    }

    /** As the classes ResNet and BasicBlock of torchvision name and shape what they have, without {@code fc}. */
    private static Map<String, String> torchvisionsResNet18() {
        Map<String, String> shapes = new LinkedHashMap<>();
        shapes.put("conv1.weight", "[64, 3, 7, 7]");
        norm(shapes, "bn1", 64);
        int in = 64;
        for (int layer = 1; layer <= 4; layer++) {
            int planes = 64 << (layer - 1);
            for (int block = 0; block < 2; block++) {
                String name = "layer" + layer + "." + block;
                shapes.put(name + ".conv1.weight", "[" + planes + ", " + in + ", 3, 3]");
                norm(shapes, name + ".bn1", planes);
                shapes.put(name + ".conv2.weight", "[" + planes + ", " + planes + ", 3, 3]");
                norm(shapes, name + ".bn2", planes);
                if (in != planes) {
                    shapes.put(name + ".downsample.0.weight", "[" + planes + ", " + in + ", 1, 1]");
                    norm(shapes, name + ".downsample.1", planes);
                }
                in = planes;
            }
        }
        return shapes;
    }

    private static void norm(Map<String, String> shapes, String name, int features) {
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            shapes.put(name + "." + part, "[" + features + "]");
        }
    }

    private static Map<String, String> shapes(PlainSafetensors file) {
        return file.arrays().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().shape()));
    }

    @Test
    void theFileHasTorchvisionsNamesAndShapesAndNothingElse() throws IOException {
        PlainSafetensors read = PlainSafetensors.read(file);
        assertThat(shapes(read)).isEqualTo(torchvisionsResNet18()).hasSize(100);
        assertThat(read.arrays().values()).extracting(Array::type).containsOnly("F32");
        int weights = read.arrays().entrySet().stream()
                .filter(entry -> !entry.getKey().contains("running"))
                .mapToInt(entry -> entry.getValue().bytes().length / 4)
                .sum();
        // torchvision's 11,689,512 less the classifier's 513,000.
        assertThat(weights).isEqualTo(11_176_512);
        assertThat(printed.properties()).extracting(Map.Entry::getKey)
                .containsExactly("out", "backbone", "parameters", "step");
        assertThat(printed.get("out").textValue()).isEqualTo(file.toString());
        assertThat(printed.get("backbone").textValue()).isEqualTo("resnet18");
        assertThat(printed.get("parameters").intValue()).isEqualTo(weights);
        assertThat(printed.get("step").intValue()).isEqualTo(2);
    }

    @Test
    void theValuesAreTheCheckpointsAndTrainingHasMovedAllOfThem() throws IOException {
        PlainSafetensors checkpoint =
                PlainSafetensors.read(run.resolve("checkpoints/epoch-000001/weights.safetensors"));
        PlainSafetensors.read(file).arrays().forEach((name, array) -> {
            assertThat(array.bytes()).as(name).isEqualTo(checkpoint.arrays().get(name).bytes());
            boolean one = name.endsWith("running_var") || name.matches(".*(bn.|downsample\\.1)\\.weight");
            float[] values = array.floats();
            // A step may be below the rounding of some values.
            assertThat(IntStream.range(0, values.length).filter(i -> values[i] != (one ? 1 : 0)).count())
                    .as(name).isGreaterThan(values.length * 9L / 10);
        });
    }

    @Test
    void theNotesSayWhatAReaderHasToKnow() throws IOException {
        Map<String, String> notes = PlainSafetensors.read(file).metadata();
        assertThat(notes).containsOnlyKeys(
                "format", "backbone", "mean", "std", "size", "name", "step", "configSha256");
        assertThat(notes)
                .containsEntry("format", "pt")
                .containsEntry("backbone", "resnet18")
                .containsEntry("mean", "[0.5, 0.4, 0.3]")
                .containsEntry("std", "[0.25, 0.2, 0.3]")
                .containsEntry("size", "32")
                .containsEntry("name", "exchange")
                .containsEntry("step", "2");
        assertThat(Files.readString(run.resolve("checkpoints/epoch-000001/state.json")))
                .contains(notes.get("configSha256"));
    }

    @Test
    void theHeadFollowsUnderItsOwnNameWhereItIsAskedFor() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        JsonNode json = Cli.run("export", run, "--out", whole, "--with-head", "--json").done().json();
        Map<String, String> expected = torchvisionsResNet18();
        expected.put("head.fc1.weight", "[8, 512]");
        expected.put("head.fc1.bias", "[8]");
        assertThat(shapes(PlainSafetensors.read(whole))).isEqualTo(expected);
        assertThat(json.get("parameters").intValue()).isEqualTo(11_176_512 + 8 * 512 + 8);
    }

    /**
     * Three ways to one representation: the run itself, the other backend started from the file, and the definition of the
     * layers in double precision with the file's weights and pixels prepared here.
     */
    @Test
    void everyBackendAndTheDefinitionGiveTheSameFeaturesFromTheFile() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        double[] pixels = pictures(images);
        NpyMatrix trained = embed(run, images, "djl");
        double[] defined = defined(pixels);
        double largest = DoubleStream.of(defined).map(Math::abs).max().orElseThrow();
        assertThat(largest).isBetween(0.1, 100.0);
        // A tenth of the largest feature apart: what is compared is not one and the same row.
        assertThat(IntStream.range(0, 512).mapToDouble(i -> Math.abs(defined[i] - defined[512 + i])).max().getAsDouble())
                .isGreaterThan(0.1 * largest);
        for (String backend : new String[] {"dl4j", "djl"}) {
            NpyMatrix started = embed(experiment, images, backend, "--set", "encoder.weights=" + file);
            assertThat(started.values()).as(backend).containsExactly(trained.values(), within(1e-5 * largest));
            assertThat(started.values()).as(backend).containsExactly(defined, within(1e-5 * largest));
        }
    }

    /** Random pictures in a folder, and their values from 0 to 1, [images, 3, size, size]. */
    private static double[] pictures(Path images) throws IOException {
        Random random = new Random(4);
        double[] values = new double[IMAGES * 3 * SIZE * SIZE];
        for (int n = 0; n < IMAGES; n++) {
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
            int base = random.nextInt(256);
            for (int i = 0; i < SIZE * SIZE; i++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int value = Math.min(255, base * (c + 1) / 3 + random.nextInt(64));
                    rgb = rgb << 8 | value;
                    values[(n * 3 + c) * SIZE * SIZE + i] = value / 255.0;
                }
                image.setRGB(i % SIZE, i / SIZE, rgb);
            }
            ImageIO.write(image, "png", images.resolve(n + ".png").toFile());
        }
        return values;
    }

    private static NpyMatrix embed(Path encoder, Path images, String backend, Object... more) {
        Path out = folder.resolve("features.npy");
        Object[] args = {"embed", encoder, "--data", images, "--out", out, "--backend", backend};
        Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray()).done();
        return Npy.readMatrixAsDoubles(out);
    }

    private double[] defined(double[] pixels) throws IOException {
        double[] mean = {0.5, 0.4, 0.3};
        double[] std = {0.25, 0.2, 0.3};
        double[] input = new double[pixels.length];
        Arrays.setAll(input, i -> (pixels[i] - mean[i / (SIZE * SIZE) % 3]) / std[i / (SIZE * SIZE) % 3]);
        Map<String, HostArray> weights = new LinkedHashMap<>();
        PlainSafetensors.read(file).arrays().forEach((name, array) -> weights.put(name, new HostArray(
                Stream.of(array.shape().replaceAll("[\\[\\] ]", "").split(",")).mapToInt(Integer::parseInt).toArray(),
                array.floats())));
        return new ReferenceNetwork(weights)
                .forward(ResNets.resnet18(Stem.IMAGENET).layer(),
                        new ReferenceNetwork.Values(new int[] {IMAGES, 3, SIZE, SIZE}, input), false)
                .values();
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsRead() {
        Cli.run("export", folder.resolve("none"), "--out", folder.resolve("none/x.safetensors"))
                .refuses("--out", "none/x.safetensors", "a file in an existing folder");
    }

    @Test
    void onlyTheFolderOfARunIsExported() {
        Cli.run("export", folder, "--out", folder.resolve("x.safetensors"))
                .refuses(folder, "no config.yaml", "the folder of a run");
        assertThat(folder.resolve("x.safetensors")).doesNotExist();
    }
}
