package org.s2r2.experiment.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.s2r2.data.augment.Normalization;
import org.s2r2.encoder.ForeignModule;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;

/** ONNX Runtime reads what is written and computes the definitions of the layers. */
class OnnxModelTest {

    private static final Normalization NORMALIZATION =
            new Normalization(List.of(0.5, 0.25, 0.125), List.of(0.2, 0.4, 0.3));
    private static final int SIZE = 8;
    private static final OnnxModel.Input PLAIN = new OnnxModel.Input(NORMALIZATION, false, SIZE);
    private static final OnnxModel.About ABOUT =
            new OnnxModel.About("small", "A small network", "1.5", Map.of("size", "12", "mean", "[0.5, 0.25, 0.125]"));

    @TempDir
    Path folder;

    private static Map<String, HostArray> randomWeights(Layer layer) {
        Random random = new Random(11);
        Map<String, HostArray> weights = new LinkedHashMap<>();
        for (Parameter parameter : layer.parameters()) {
            float[] values = new float[parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameter.drawnAs() == Parameter.Role.RUNNING_VARIANCE
                        ? 0.1f + random.nextFloat()
                        : (float) random.nextGaussian();
            }
            weights.put(parameter.name(), new HostArray(parameter.shape(), values));
        }
        return weights;
    }

    /** Random images, the last of which is black. */
    private static Values images(int... shape) {
        Random random = new Random(7);
        int size = IntStream.of(shape).reduce(1, (a, b) -> a * b);
        double[] values = new double[size];
        for (int i = 0; i < size - size / shape[0]; i++) {
            values[i] = random.nextFloat();
        }
        return new Values(shape, values);
    }

    private static double[] run(OrtSession session, Values images) throws OrtException {
        float[] values = new float[images.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) images.values()[i];
        }
        long[] shape = IntStream.of(images.shape()).asLongStream().toArray();
        try (OnnxTensor pixels =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of("pixels", pixels))) {
            return Stream.of((float[][]) result.get(0).getValue())
                    .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]))
                    .toArray();
        }
    }

    private static OrtSession open(Path file) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(file.toString());
    }

    private Path written(Network network, OnnxModel.Input input) throws Exception {
        Path file = folder.resolve(network + ".onnx");
        new OnnxModel(network.layer, randomWeights(network.layer), input, new OnnxModel.Output("rows", network.dim), ABOUT)
                .write(file);
        return file;
    }

    private static void requireClose(double[] found, double[] defined) {
        double largest = DoubleStream.of(defined).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        assertThat(found).containsExactly(defined, within(2e-6 * largest));
    }

    @ParameterizedTest
    @EnumSource(Network.class)
    void everyKindOfLayerComputesWhatItsDefinitionSaysAtEverySizeItTakes(Network network) throws Exception {
        try (OrtSession session = open(written(network, PLAIN))) {
            boolean fixed = OnnxModel.hasFixedSize(network.layer);
            for (Values images : fixed
                    ? List.of(images(3, 3, SIZE, SIZE), images(2, 3, SIZE, SIZE))
                    : List.of(images(3, 3, 9, 12), images(2, 3, 16, 9))) {
                double[] defined = new ReferenceNetwork(randomWeights(network.layer))
                        .forward(network.layer, images, false)
                        .values();
                assertThat(defined).hasSize(images.shape()[0] * network.dim);
                requireClose(run(session, images), defined);
            }
        }
    }

    /** A kind of layer that is new has to be written. */
    @Test
    void noKindOfLayerIsForgotten() {
        Set<Class<?>> tried = Stream.of(Network.values())
                .flatMap(network -> network.layer.tree())
                .map(Layer::getClass)
                .collect(Collectors.toSet());
        assertThat(kinds(Layer.class))
                .filteredOn(kind -> kind != Layer.Foreign.class)
                .containsExactlyInAnyOrderElementsOf(tried);
    }

    private static Stream<Class<?>> kinds(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? kinds(kind) : Stream.of(kind));
    }

    @Test
    void theModelNormalisesWhereItIsToldTo() throws Exception {
        Values images = images(2, 3, 5, 4);
        double[] normalised = images.values().clone();
        double[] mean = {0.5, 0.25, 0.125};
        double[] std = {0.2, 0.4, 0.3};
        Arrays.setAll(normalised, i -> (normalised[i] - mean[i / 20 % 3]) / std[i / 20 % 3]);
        try (OrtSession session = open(written(Network.CONVOLUTION, new OnnxModel.Input(NORMALIZATION, true, SIZE)))) {
            requireClose(
                    run(session, images),
                    new ReferenceNetwork(randomWeights(Network.CONVOLUTION.layer))
                            .forward(Network.CONVOLUTION.layer, new Values(images.shape(), normalised), false)
                            .values());
        }
    }

    @Test
    void aReaderIsToldWhatItIs() throws Exception {
        try (OrtSession session = open(written(Network.LINEAR, PLAIN))) {
            OnnxModelMetadata metadata = session.getMetadata();
            assertThat(metadata.getProducerName()).isEqualTo("S2R2");
            assertThat(metadata.getGraphName()).isEqualTo("small");
            assertThat(metadata.getDescription()).isEqualTo("A small network");
            assertThat(metadata.getCustomMetadata())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("size", "12", "mean", "[0.5, 0.25, 0.125]"));
            TensorInfo pixels = (TensorInfo) session.getInputInfo().get("pixels").getInfo();
            assertThat(pixels.getShape()).containsExactly(-1, 3, -1, -1);
            assertThat(pixels.getDimensionNames()).containsExactly("batch", "", "height", "width");
            assertThat(session.getInputNames()).containsExactly("pixels");
            TensorInfo rows = (TensorInfo) session.getOutputInfo().get("rows").getInfo();
            assertThat(rows.getShape()).containsExactly(-1, 6);
            assertThat(session.getOutputNames()).containsExactly("rows");
        }
    }

    @Test
    void parametersKeepTheirNamesAndBits() throws Exception {
        String file = Files.readString(written(Network.LINEAR, PLAIN), StandardCharsets.ISO_8859_1);
        Map<String, HostArray> weights = randomWeights(Network.LINEAR.layer);
        assertThat(weights).containsOnlyKeys("fc1.weight", "fc2.weight", "fc2.bias");
        weights.forEach((name, array) -> {
            ByteBuffer bits = ByteBuffer.allocate(4 * array.values().length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bits.asFloatBuffer().put(array.values());
            assertThat(file).contains(name, new String(bits.array(), StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void positionEmbeddingsBindTheModelToOneSizeAndLeaveTheNumberOfImagesFree() throws Exception {
        try (OrtSession session = open(written(Network.POSITIONS_OF_A_SMALLER_GRID, PLAIN))) {
            TensorInfo pixels = (TensorInfo) session.getInputInfo().get("pixels").getInfo();
            assertThat(pixels.getShape()).containsExactly(-1, 3, SIZE, SIZE);
            assertThat(pixels.getDimensionNames()).containsExactly("batch", "", "", "");
            assertThatThrownBy(() -> run(session, images(1, 3, 9, 9))).isInstanceOf(OrtException.class);
        }
    }

    @Test
    void aModuleThatIsNoLayersIsRefused() {
        ForeignModule module = new ForeignModule() {
            @Override
            public String kind() {
                return "torchscript";
            }

            @Override
            public List<Parameter> parameters() {
                return List.of();
            }

            @Override
            public Map<String, HostArray> weights() {
                return Map.of();
            }
        };
        Layer layer = Sequential.of(new Layer.Foreign(module, 4), new L2Normalize());
        assertThatThrownBy(() -> new OnnxModel(layer, Map.of(), PLAIN, new OnnxModel.Output("rows", 4), ABOUT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("encoder.backbone: found torchscript, a module that ONNX cannot be written of, expected a"
                        + " backbone of layers");
    }

    /** 33 layers of 64 MiB, which are one array here. */
    @Test
    void aModelOf2GibIsRefusedAndNothingIsWritten() {
        int width = 4096;
        HostArray shared = new HostArray(new int[] {width, width}, new float[width * width]);
        Layer[] layers = IntStream.range(0, 33)
                .mapToObj(i -> new Linear("fc" + i, width, width, false))
                .toArray(Layer[]::new);
        Layer layer = Sequential.of(layers);
        Map<String, HostArray> weights =
                layer.parameters().stream().collect(Collectors.toMap(Parameter::name, parameter -> shared));
        OnnxModel model = new OnnxModel(layer, weights, PLAIN, new OnnxModel.Output("rows", width), ABOUT);
        Path file = folder.resolve("large.onnx");
        assertThatThrownBy(() -> model.write(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("\\S+large.onnx: found 2214\\d{6} bytes as ONNX, expected fewer than 2\\^31, the limit of"
                        + " its format; safetensors have none");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void weightsThatAreMissingAreNamed() {
        Map<String, HostArray> weights = randomWeights(Network.LINEAR.layer);
        weights.remove("fc2.bias");
        assertThatThrownBy(() -> new OnnxModel(
                        Network.LINEAR.layer, weights, PLAIN, new OnnxModel.Output("rows", 6), ABOUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fc2.bias");
    }
}
