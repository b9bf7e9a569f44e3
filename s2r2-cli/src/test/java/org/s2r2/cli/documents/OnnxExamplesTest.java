package org.s2r2.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.cli.Cli;
import org.s2r2.npy.Npy;

/** The programs of {@code examples/onnx} are those of docs/exchange.md, and print the features that {@code embed} writes. */
@Tag("slow")
class OnnxExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "examples", "onnx");
    private static final int FEATURES = 16;
    private static final String EXPERIMENT = """
            name: onnx-example
            seed: 2
            backend: {name: djl, threads: 1}
            data: {dataset: shapes, images: 16, size: 20}
            views: {crops: [{count: 2, size: 20}]}
            encoder: {backbone: resnet8, width: 4, head: {layers: 1, dim: 4}}
            optimizer: {name: sgd, learningRate: 0.05, momentum: 0.9}
            training: {epochs: 2, batchSize: 8}
            """;

    @TempDir
    Path folder;

    private Path picture() throws IOException {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(6);
        for (int i = 0; i < 400; i++) {
            image.setRGB(i % 20, i / 20, random.nextInt(1 << 24));
        }
        Path file = Files.createDirectory(folder.resolve("pictures")).resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private void requireTheEnginesFeatures(JavaProgram program) throws Exception {
        Path run = folder.resolve("run");
        Path model = folder.resolve("model.onnx");
        Path rows = folder.resolve("rows.npy");
        Path picture = picture();
        Cli.run("pretrain", Files.writeString(folder.resolve("example.yaml"), EXPERIMENT), "--out", run).done();
        Cli.run("export", run, "--format", "onnx", "--out", model).done();
        Cli.run("embed", run, "--data", picture.getParent(), "--out", rows).done();
        Matcher printed = Pattern.compile("\\[([-+0-9.E, ]+)]").matcher(program.run(model, picture));
        assertThat(printed.find()).isTrue();
        double[] found = Stream.of(printed.group(1).split(", ")).mapToDouble(Double::parseDouble).toArray();
        double[] engine = Npy.readMatrixAsDoubles(rows).values();
        double largest = DoubleStream.of(engine).map(Math::abs).max().orElseThrow();
        assertThat(engine).hasSize(FEATURES).doesNotHaveDuplicates();
        assertThat(found).containsExactly(engine, within(1e-5 * largest));
    }

    @Test
    void theProgramWithOnnxRuntimePrintsTheEnginesFeatures() throws Exception {
        requireTheEnginesFeatures(JavaProgram.compiled(EXAMPLES.resolve("FeaturesWithOnnxRuntime.java"), folder));
    }

    @Test
    void theProgramWithDjlPrintsTheEnginesFeatures() throws Exception {
        requireTheEnginesFeatures(JavaProgram.compiled(EXAMPLES.resolve("FeaturesWithDjl.java"), folder));
    }

    @Test
    void thePageHasThePrograms() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "exchange.md"));
        for (String name : new String[] {"FeaturesWithOnnxRuntime", "FeaturesWithDjl"}) {
            assertThat(page).contains("examples/onnx/" + name + ".java");
        }
        assertThat(page).contains(Files.readString(EXAMPLES.resolve("FeaturesWithOnnxRuntime.java")));
    }
}
