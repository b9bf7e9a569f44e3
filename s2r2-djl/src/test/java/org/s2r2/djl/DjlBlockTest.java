package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;

/** A block of DJL as an encoder, against the same network in layers. */
class DjlBlockTest {

    private static final Optimizer SGD = new Sgd(0.9, false, 1e-2);
    private static final Layer HEAD = Layer.Sequential.of(new Layer.Linear("head", 4, 3, false), new Layer.L2Normalize());
    private static final Layer LAYERS = Layer.Sequential.of(
            new Layer.Conv2d("conv", 3, 4, 3, 1, 1, true),
            new Layer.BatchNorm("norm", 4, 0.1, 1e-5),
            new Layer.Relu(),
            new Layer.GlobalAvgPool(),
            new Layer.Linear("last", 4, 4, true));

    private static Backend backend;
    private static NDManager manager;

    @BeforeAll
    static void open() {
        backend = TestBackend.open();
        manager = Engine.getInstance().newBaseManager();
    }

    @AfterAll
    static void close() {
        manager.close();
        backend.close();
    }

    private static Block block() {
        SequentialBlock block = new SequentialBlock()
                .add(Conv2d.builder().setFilters(4).setKernelShape(new Shape(3, 3)).optPadding(new Shape(1, 1)).build())
                .add(BatchNorm.builder().optMomentum(0.9f).optEpsilon(1e-5f).build())
                .add(Activation.reluBlock())
                .add(ai.djl.nn.pooling.Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock(4))
                .add(Linear.builder().setUnits(4).build());
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
        return block;
    }

    private static Encoder encoder(Layer backbone) {
        return new Encoder("test", backbone, 4, HEAD, 3);
    }

    /** The weights of the layers that a block's correspond to: both name them in the same order. */
    private static Map<String, HostArray> sameWeights(DjlBlock block, Map<String, HostArray> weights) {
        Map<String, HostArray> renamed = new LinkedHashMap<>(weights);
        List<Parameter> ours = LAYERS.parameters();
        List<Parameter> theirs = block.parameters();
        assertThat(theirs).extracting(Parameter::role).containsExactlyInAnyOrderElementsOf(
                ours.stream().map(Parameter::role).toList());
        for (Parameter parameter : ours) {
            String name = theirs.stream()
                    .filter(other -> other.role() == parameter.role()
                            && java.util.Arrays.equals(other.shape(), parameter.shape())
                            && (parameter.name().startsWith("last") == other.name().contains("Linear")))
                    .findFirst().orElseThrow().name();
            renamed.put(parameter.name(), weights.get(name));
        }
        return renamed;
    }

    private static float[] step(EncoderModel model, ViewBatch batch) {
        try (Tensor embeddings = model.forward(batch);
                Tensor gradient = backend.tensors().tensor(
                        Samples.gaussian(batch.views() * batch.images() * 3, 4), batch.views() * batch.images(), 3)) {
            model.backward(gradient);
            model.update(0.1);
            return embeddings.toFloats();
        }
    }

    @Test
    void aBlockIsTrainedAsTheSameLayersAre() {
        DjlBlock block = new DjlBlock(block());
        Encoder blocks = encoder(new Layer.Foreign(block, 4));
        Map<String, HostArray> weights = Initializer.initialise(blocks, 3);
        Encoder layers = encoder(LAYERS);
        try (EncoderModel theirs = backend.compile(blocks, weights, SGD);
                EncoderModel ours = backend.compile(layers, sameWeights(block, weights), SGD)) {
            for (int i = 0; i < 3; i++) {
                ViewBatch batch = Samples.twoSizes(4, i);
                assertThat(step(theirs, batch)).containsExactly(step(ours, batch), within(1e-4f));
            }
            Map<String, HostArray> trained = sameWeights(block, theirs.weights());
            ours.weights().forEach((name, array) ->
                    assertThat(trained.get(name).values()).as(name).containsExactly(array.values(), within(1e-4f)));
            assertThat(theirs.embed(Samples.pixels(2, 8, 9), 2, 8, Encoder.Stage.BACKBONE).values()).containsExactly(
                    ours.embed(Samples.pixels(2, 8, 9), 2, 8, Encoder.Stage.BACKBONE).values(), within(1e-4f));
            assertThat(new DjlBlock(block.block()).weights()).as("the block itself").isEqualTo(block.weights());
        }
    }

    @Test
    void aPreviewTracksNothing() {
        Encoder blocks = encoder(new Layer.Foreign(new DjlBlock(block()), 4));
        try (EncoderModel model = backend.compile(blocks, Initializer.initialise(blocks, 3), SGD)) {
            Map<String, HostArray> before = model.weights();
            model.preview(Samples.twoSizes(4, 1)).close();
            assertThat(model.weights()).isEqualTo(before);
            model.forward(Samples.twoSizes(4, 1)).close();
            assertThat(model.weights()).isNotEqualTo(before);
        }
    }

    @Test
    void aBlockCanBeAnyPartOfAnEncoder() {
        Block linear = Linear.builder().setUnits(3).build();
        linear.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
        Layer backbone = Layer.Sequential.of(
                new Layer.GlobalAvgPool(),
                new Layer.Residual(new Layer.Foreign(new DjlBlock(linear), 3), Optional.empty()));
        Encoder encoder = new Encoder("part", backbone, 3, new Layer.L2Normalize(), 3);
        try (EncoderModel model = backend.compile(encoder, Initializer.initialise(encoder, 1), SGD)) {
            ViewBatch batch = Samples.twoSizes(4, 1);
            float[] first = step(model, batch);
            assertThat(step(model, batch)).isNotEqualTo(first);
        }
    }

    @Test
    void whatCannotBeRunIsRefusedInOneSentence() {
        assertThatThrownBy(() -> new DjlBlock(Linear.builder().setUnits(3).build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected a block that was initialised with DataType.FLOAT32");
        Block pixel = Conv2d.builder().setFilters(2).setKernelShape(new Shape(1, 1)).build();
        pixel.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
        Encoder encoder = new Encoder("pixel", new Layer.Foreign(new DjlBlock(pixel), 2), 2, Layer.Sequential.of(), 2);
        Map<String, HostArray> weights = Initializer.initialise(encoder, 1);
        assertThatThrownBy(() -> backend.compile(encoder, weights, SGD))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a convolution of one pixel");
        Encoder wrong = encoder(new Layer.Foreign(new DjlBlock(block()), 5));
        try (EncoderModel model = backend.compile(wrong, Initializer.initialise(wrong, 1), SGD)) {
            assertThatThrownBy(() -> model.forward(Samples.twoSizes(4, 1)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("expected (8, 5)");
        }
    }
}
