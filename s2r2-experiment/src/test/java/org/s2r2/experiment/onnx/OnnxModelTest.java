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
import java.util.Optional;
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
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.MaxPool;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
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
    private static final OnnxModel.Input PLAIN = new OnnxModel.Input(NORMALIZATION, false);
    private static final OnnxModel.About ABOUT =
            new OnnxModel.About("small", "A small network", "1.5", Map.of("size", "12", "mean", "[0.5, 0.25, 0.125]"));

    /** The kinds of layers that no nodes are written of. */
    private static final Map<Class<? extends Layer>, Layer> REFUSED = Stream.<Layer>of(
                    new Layer.LayerNorm("norm", 4, 1e-6), new Layer.Gelu(false), new Layer.PixelTokens(),
                    new Layer.ClassToken("cls_token", 4), new Layer.PositionEmbedding("pos_embed", 1, 2, 4),
                    new Layer.SelfAttention(2), new Layer.FirstToken(), new Layer.MeanToken(1))
            .collect(Collectors.toMap(Layer::getClass, layer -> layer));

    @TempDir
    Path folder;

    /** Networks from images to rows, which have every kind of layer among them. */
    private enum Network {
        CONVOLUTION(5, new Conv2d("conv", 3, 5, 3, 2, 1, true), new GlobalAvgPool()),
        CONVOLUTION_OF_ONE_PIXEL(4, new Conv2d("layer1.0.conv", 3, 4, 1, 1, 0, false), new Relu(), new GlobalAvgPool()),
        EVEN_KERNEL(2, new Conv2d("conv", 3, 2, 4, 3, 2, false), new Relu(), new Relu(), new GlobalAvgPool()),
        BATCH_NORM_OF_PIXELS(3, new BatchNorm("bn", 3, 0.1, 0.02), new Relu(), new GlobalAvgPool()),
        BATCH_NORM_OF_ROWS(3, new GlobalAvgPool(), new BatchNorm("bn", 3)),
        MAXIMUM(3, new MaxPool(3, 2, 1), new GlobalAvgPool()),
        LINEAR(6, new GlobalAvgPool(), new Linear("fc1", 3, 7, false), new Relu(), new Linear("fc2", 7, 6, true)),
        UNIT_ROWS(3, new GlobalAvgPool(), new L2Normalize()),
        SHORT_ROWS(3, new GlobalAvgPool(), new L2Normalize(0.3), new L2Normalize()),
        NOTHING(3, new GlobalAvgPool(), new Sequential(List.of())),
        RESIDUAL(3, new Residual(new Conv2d("body", 3, 3, 3, 1, 1, false), Optional.empty()), new Relu(), new GlobalAvgPool()),
        RESIDUAL_WITH_SHORTCUT(4,
                new Residual(
                        Sequential.of(new Conv2d("body", 3, 4, 3, 2, 1, false), new BatchNorm("bn", 4)),
                        Optional.of(new Conv2d("shortcut", 3, 4, 1, 2, 0, false))),
                new GlobalAvgPool());

        private final int dim;
        private final Layer layer;

        Network(int dim, Layer... layers) {
            this.dim = dim;
            this.layer = Sequential.of(layers);
        }
    }

    private static Map<String, HostArray> randomWeights(Layer layer) {
        Random random = new Random(11);
        Map<String, HostArray> weights = new LinkedHashMap<>();
        for (Parameter parameter : layer.parameters()) {
            float[] values = new float[parameter.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameter.role() == Parameter.Role.RUNNING_VARIANCE
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
    void everyKindOfLayerComputesWhatItsDefinitionSaysAtAnySizeOfImages(Network network) throws Exception {
        try (OrtSession session = open(written(network, PLAIN))) {
            for (Values images : List.of(images(3, 3, 9, 12), images(2, 3, 16, 7))) {
                double[] defined = new ReferenceNetwork(randomWeights(network.layer))
                        .forward(network.layer, images, false)
                        .values();
                assertThat(defined).hasSize(images.shape()[0] * network.dim);
                requireClose(run(session, images), defined);
            }
        }
    }

    /** A kind of layer that is new has to be written, or refused. */
    @Test
    void noKindOfLayerIsForgotten() {
        Set<Class<?>> tried = Stream.of(Network.values())
                .flatMap(network -> network.layer.tree())
                .map(Layer::getClass)
                .collect(Collectors.toSet());
        assertThat(Layer.class.getPermittedSubclasses())
                .filteredOn(kind -> kind != Layer.Foreign.class && !REFUSED.containsKey(kind))
                .containsExactlyInAnyOrderElementsOf(tried);
    }

    @Test
    void theModelNormalisesWhereItIsToldTo() throws Exception {
        Values images = images(2, 3, 5, 4);
        double[] normalised = images.values().clone();
        double[] mean = {0.5, 0.25, 0.125};
        double[] std = {0.2, 0.4, 0.3};
        Arrays.setAll(normalised, i -> (normalised[i] - mean[i / 20 % 3]) / std[i / 20 % 3]);
        try (OrtSession session = open(written(Network.CONVOLUTION, new OnnxModel.Input(NORMALIZATION, true)))) {
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
    void layersOfTransformersAreRefusedByTheirNames() {
        REFUSED.values().forEach(layer -> assertThatThrownBy(() ->
                        new OnnxModel(layer, randomWeights(layer), PLAIN, new OnnxModel.Output("rows", 4), ABOUT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found the layer " + layer.getClass().getSimpleName() + ", which ONNX cannot be written of"));
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
