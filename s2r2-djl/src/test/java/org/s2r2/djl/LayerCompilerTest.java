package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.ReferenceNetwork;
import org.s2r2.tensor.HostArray;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayerCompilerTest {

    private static final int[] IMAGES = {3, 4, 7, 5};
    private static final int[] ROWS = {6, 4};

    private record Case(Layer layer, int... shape) {}

    private Backend backend;

    @BeforeAll
    void open() {
        backend = Samples.backend();
    }

    @AfterAll
    void close() {
        backend.close();
    }

    static Stream<Case> layers() {
        Layer norm = new Layer.BatchNorm("norm", 4, 0.3, 1e-3);
        Layer conv = new Layer.Conv2d("conv", 4, 4, 3, 1, 1, true);
        return Stream.of(
                new Case(new Layer.Conv2d("conv", 4, 5, 3, 1, 1, false), IMAGES),
                new Case(new Layer.Conv2d("conv", 4, 5, 3, 2, 1, true), IMAGES),
                new Case(new Layer.Conv2d("conv", 4, 2, 1, 2, 0, false), IMAGES),
                new Case(new Layer.Conv2d("conv", 4, 2, 5, 1, 0, true), IMAGES),
                new Case(norm, IMAGES),
                new Case(norm, ROWS),
                new Case(new Layer.Relu(), IMAGES),
                new Case(new Layer.MaxPool(3, 2, 1), IMAGES),
                new Case(new Layer.MaxPool(2, 2, 0), IMAGES),
                new Case(new Layer.GlobalAvgPool(), IMAGES),
                new Case(new Layer.Linear("fc", 4, 7, true), ROWS),
                new Case(new Layer.Linear("fc", 4, 7, false), ROWS),
                new Case(new Layer.L2Normalize(), ROWS),
                new Case(new Layer.L2Normalize(3), ROWS),
                new Case(Layer.Sequential.of(), IMAGES),
                new Case(Layer.Sequential.of(conv, norm, new Layer.Relu()), IMAGES),
                new Case(new Layer.Residual(Layer.Sequential.of(), Optional.empty()), IMAGES),
                new Case(new Layer.Residual(new Layer.Relu(), Optional.empty()), IMAGES),
                new Case(new Layer.Residual(Layer.Sequential.of(new Layer.Relu(), conv), Optional.empty()), IMAGES),
                new Case(new Layer.Residual(Layer.Sequential.of(), Optional.of(conv)), IMAGES),
                new Case(new Layer.Residual(conv, Optional.of(norm)), IMAGES));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aLayerGivesWhatTheReferenceGivesInEvaluationAndInTraining(Case c) {
        Map<String, HostArray> weights = Samples.weights(c.layer().parameters(), 1);
        ReferenceNetwork reference = new ReferenceNetwork(weights);
        float[] input = Samples.gaussian(size(c.shape()), 2);
        try (NDManager manager = Engine.getInstance().newBaseManager()) {
            Map<String, PtNDArray> arrays = upload(manager, c.layer().parameters(), weights);
            CompiledLayer compiled = new LayerCompiler(arrays::get).compile(c.layer());
            PtNDArray x = Transfer.upload(manager, input, DjlTensorEngine.shape(c.shape()));
            for (boolean training : new boolean[] {false, true, false}) {
                PtNDArray y = compiled.apply(x, training);
                ReferenceNetwork.Values expected = reference.forward(
                        c.layer(), new ReferenceNetwork.Values(c.shape(), Samples.wide(input)), training);
                assertThat(y.getShape()).isEqualTo(DjlTensorEngine.shape(expected.shape()));
                assertThat(Transfer.doubles(y)).containsExactly(expected.values(), within(2e-5));
            }
            arrays.forEach((name, array) ->
                    assertThat(Transfer.doubles(array)).containsExactly(reference.weight(name), within(1e-6)));
            assertThat(Transfer.floats(x)).as("the input is left as it was").containsExactly(input);
        }
    }

    @Test
    void batchNormRefusesToTrainOnOneValueAFeature() {
        Layer norm = new Layer.BatchNorm("norm", 4);
        try (NDManager manager = Engine.getInstance().newBaseManager()) {
            Map<String, PtNDArray> arrays =
                    upload(manager, norm.parameters(), Samples.weights(norm.parameters(), 1));
            CompiledLayer compiled = new LayerCompiler(arrays::get).compile(norm);
            PtNDArray x = Transfer.upload(manager, new float[4], new Shape(1, 4));
            assertThatThrownBy(() -> compiled.apply(x, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("norm");
        }
    }

    private static Map<String, PtNDArray> upload(
            NDManager manager, List<Parameter> parameters, Map<String, HostArray> weights) {
        Map<String, PtNDArray> arrays = new HashMap<>();
        for (Parameter parameter : parameters) {
            HostArray weight = weights.get(parameter.name());
            arrays.put(
                    parameter.name(),
                    Transfer.upload(manager, weight.values(), DjlTensorEngine.shape(parameter.shape())));
        }
        return arrays;
    }

    private static int size(int[] shape) {
        int size = 1;
        for (int length : shape) {
            size *= length;
        }
        return size;
    }
}
