package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.Parameter.Role;
import org.s2r2.optim.AdamW;
import org.s2r2.optim.Lars;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.sample.Samples;

/** What every backend makes of the weights that an objective has of its own. */
public abstract class ObjectiveWeightsContract {

    private static final Encoder ENCODER = SmallEncoder.ENCODER;

    /** As the encoder's last layer, so that the encoder's update is the oracle. */
    private static final Parameter TWIN = new Parameter("objective.twin", Role.WEIGHT, 3, 5);
    private static final Parameter BIAS = new Parameter("objective.bias", Role.BIAS, 3);
    private static final Optimizer SGD = new Sgd(0.9, false, 0.01);

    private final Map<String, HostArray> weights = new HashMap<>(Initializer.initialise(ENCODER, 5));
    private Backend backend;

    /** Opens the backend under test. */
    protected abstract BackendFactory factory();

    @BeforeEach
    void open() {
        backend = factory().open(new BackendFactory.Options(BackendFactory.Device.CPU, 1));
        weights.put(TWIN.name(), weights.get("linear.weight"));
        weights.put(BIAS.name(), weights.get("linear.bias"));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    static Stream<Optimizer> rules() {
        return Stream.of(SGD, new Sgd(0.8, true, 0.05), new AdamW(0.9, 0.99, 1e-6, 0.1), new Lars(0.9, 0.02, 0.01));
    }

    private EncoderModel compile(Optimizer spec) {
        return backend.compile(ENCODER, List.of(TWIN, BIAS), weights, spec);
    }

    /** Accumulates gradients at the encoder's weights, and at the objective's those of the layer that they copy. */
    private void differentiate(EncoderModel model, long seed) {
        try (Tensor embeddings = model.forward(SmallEncoder.batch(seed));
                Tensor gradient = backend.tensors()
                        .tensor(Samples.gaussian(embeddings.size(), seed + 1), embeddings.shape())) {
            model.backward(gradient);
        }
        Map<String, HostArray> gradients = model.gradients();
        add(model, TWIN.name(), gradients.get("linear.weight"));
        add(model, BIAS.name(), gradients.get("linear.bias"));
    }

    private void add(EncoderModel model, String name, HostArray gradient) {
        try (Tensor tensor = backend.tensors().tensor(gradient.values(), gradient.shape())) {
            model.addGradient(name, tensor);
        }
    }

    private static double[] values(EncoderModel model, String name) {
        try (Tensor weight = model.weight(name)) {
            return weight.toDoubles();
        }
    }

    @Test
    void parametersOfTheObjectiveFollowThoseOfTheEncoder() {
        try (EncoderModel model = compile(SGD)) {
            List<String> names = new ArrayList<>(ENCODER.parameters().stream().map(Parameter::name).toList());
            names.addAll(List.of(TWIN.name(), BIAS.name()));
            assertThat(model.weights().keySet()).containsExactlyElementsOf(names);
            assertThat(model.weights()).isEqualTo(weights);
            assertThat(model.gradients()).containsKeys(TWIN.name(), BIAS.name());
            assertThat(model.optimizerState()).containsKeys("objective.twin.momentum", "objective.bias.momentum");
            try (Tensor twin = model.weight(TWIN.name()); Tensor layer = model.weight("linear.weight")) {
                assertThat(twin.shape()).containsExactly(3, 5);
                assertThat(twin.toFloats()).isEqualTo(weights.get(TWIN.name()).values());
                assertThat(layer.toFloats()).isEqualTo(weights.get("linear.weight").values());
            }
            assertThatThrownBy(() -> model.weight("objective.none"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("objective.none");
        }
    }

    @Test
    void aParameterThatIsMissingOrNamedAsOneOfTheEncoderIsRefusedByName() {
        weights.remove(BIAS.name());
        assertThatThrownBy(() -> compile(SGD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(BIAS.name());
        Parameter taken = new Parameter("linear.weight", Role.WEIGHT, 3, 5);
        assertThatThrownBy(() -> backend.compile(ENCODER, List.of(taken), weights, SGD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linear.weight");
    }

    @Test
    void anEncoderAloneIgnoresTheWeightsOfAnObjective() {
        try (EncoderModel model = backend.compile(ENCODER, weights, SGD)) {
            assertThat(model.weights()).doesNotContainKeys(TWIN.name(), BIAS.name()).containsKey("linear.weight");
        }
    }

    @Test
    void gradientsAddUpUntilTheUpdateAndTheGivenTensorsStayAsTheyAre() {
        float[] one = Samples.gaussian(15, 1);
        float[] other = Samples.gaussian(15, 2);
        try (EncoderModel model = compile(SGD);
                Tensor first = backend.tensors().tensor(one, 3, 5);
                Tensor second = HostTensorEngine.float32().tensor(other, 3, 5)) {
            assertThat(model.gradients().get(TWIN.name()).values()).containsOnly(0);
            model.addGradient(TWIN.name(), first);
            assertThat(model.gradients().get(TWIN.name()).values()).isEqualTo(one);
            model.addGradient(TWIN.name(), second);
            float[] sum = model.gradients().get(TWIN.name()).values();
            for (int i = 0; i < 15; i++) {
                assertThat(sum[i]).isEqualTo(one[i] + other[i]);
            }
            model.update(0.1);
            assertThat(model.gradients().get(TWIN.name()).values()).containsOnly(0);
            assertThat(first.toFloats()).isEqualTo(one);
            assertThat(second.toFloats()).isEqualTo(other);
        }
    }

    @Test
    void aGradientThatHasNoPlaceIsRefused() {
        try (EncoderModel model = compile(SGD); Tensor gradient = backend.tensors().tensor(new float[15], 5, 3)) {
            assertThatThrownBy(() -> model.addGradient(TWIN.name(), gradient))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[5, 3]")
                    .hasMessageContaining("[3, 5]");
            assertThatThrownBy(() -> model.addGradient("objective.none", gradient))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("objective.none");
            assertThatThrownBy(() -> model.addGradient("norm.running_mean", gradient))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("norm.running_mean");
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anUpdateMovesTheWeightsOfTheObjectiveAsThoseOfALayer(Optimizer spec) {
        try (EncoderModel model = compile(spec)) {
            for (int step = 0; step < 4; step++) {
                differentiate(model, 10L * step);
                model.update(0.05);
                assertThat(values(model, TWIN.name())).containsExactly(values(model, "linear.weight"), within(1e-7));
                assertThat(values(model, BIAS.name())).containsExactly(values(model, "linear.bias"), within(1e-7));
            }
            assertThat(model.weights().get(TWIN.name())).isNotEqualTo(weights.get(TWIN.name()));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aFrozenParameterKeepsItsWeightsAndItsStateAndTheOthersAreUpdatedAsIfItWasNot(Optimizer spec) {
        try (EncoderModel model = compile(spec); EncoderModel free = compile(spec)) {
            for (EncoderModel any : List.of(model, free)) {
                differentiate(any, 1);
                any.update(0.05);
                differentiate(any, 2);
            }
            Map<String, HostArray> before = model.weights();
            Map<String, HostArray> stateBefore = model.optimizerState();
            model.update(0.05, Set.of(TWIN.name()));
            free.update(0.05);

            assertThat(model.gradients().get(TWIN.name()).values()).containsOnly(0);
            assertThat(free.weights().get(TWIN.name())).isNotEqualTo(before.get(TWIN.name()));
            requireFrozen(TWIN.name(), model.weights(), before, free.weights());
            requireFrozen(TWIN.name(), model.optimizerState(), stateBefore, free.optimizerState());
        }
    }

    /** Requires the arrays of a parameter to be those of before, and all others to be those of a free update. */
    private static void requireFrozen(String frozen, Map<String, HostArray> found, Map<String, HostArray> before,
            Map<String, HostArray> free) {
        assertThat(found.keySet()).isEqualTo(before.keySet());
        found.forEach((name, array) ->
                assertThat(array).as(name).isEqualTo((name.startsWith(frozen) ? before : free).get(name)));
    }

    @Test
    void aParameterOfTheEncoderCanBeFrozenAndAnUnknownOneNot() {
        try (EncoderModel model = compile(SGD)) {
            differentiate(model, 3);
            model.update(0.05, Set.of("linear.weight", "conv.bias"));
            assertThat(model.weights().get("linear.weight")).isEqualTo(weights.get("linear.weight"));
            assertThat(model.weights().get("conv.bias")).isEqualTo(weights.get("conv.bias"));
            assertThat(model.weights().get("conv.weight")).isNotEqualTo(weights.get("conv.weight"));
            assertThatThrownBy(() -> model.update(0.05, Set.of("objective.none")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("objective.none");
        }
    }

    @Test
    void aWeightIsACopyInAndOut() {
        try (EncoderModel model = compile(SGD); Tensor out = model.weight(TWIN.name())) {
            HostArray fresh = HostArray.matrix(Samples.gaussian(15, 6), 3, 5);
            HostArray given = HostArray.matrix(fresh.values().clone(), 3, 5);
            model.setWeight(TWIN.name(), given);
            given.values()[0] = Float.NaN;
            Map<String, HostArray> expected = new HashMap<>(weights);
            expected.put(TWIN.name(), fresh);
            assertThat(model.weights()).isEqualTo(expected);
            assertThat(out.toFloats()).isEqualTo(weights.get(TWIN.name()).values());
            HostArray mean = new HostArray(new int[] {5}, Samples.gaussian(5, 7));
            model.setWeight("norm.running_mean", mean);
            assertThat(model.weights().get("norm.running_mean")).isEqualTo(mean);
            assertThatThrownBy(() -> model.setWeight(TWIN.name(), HostArray.matrix(new float[15], 5, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(TWIN.name())
                    .hasMessageContaining("[5, 3]");
        }
    }

    @Test
    void aLayerComputesWithTheWeightsThatItWasSet() {
        HostArray zero = HostArray.matrix(new float[15], 3, 5);
        try (EncoderModel model = compile(SGD)) {
            model.setWeight("linear.weight", zero);
            try (Tensor embeddings = model.forward(SmallEncoder.batch(8))) {
                float[] bias = weights.get("linear.bias").values();
                float[] found = embeddings.toFloats();
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).isEqualTo(bias[i % 3]);
                }
            }
        }
    }

    @Test
    void aWeightCanBeDifferentiatedTogetherWithEmbeddings() {
        TensorEngine engine = backend.tensors();
        try (EncoderModel model = compile(SGD);
                Tensor rows = engine.tensor(new float[] {1, 2, 3, 4, 5}, 1, 5);
                Tensor twin = model.weight(TWIN.name());
                ValueAndGradients found = engine.differentiate(
                        in -> in.get(0).matmul(in.get(1).transpose()).sum(), List.of(rows, twin))) {
            assertThat(found.gradients().get(1).toFloats())
                    .containsExactly(1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
            model.addGradient(TWIN.name(), found.gradients().get(1));
            assertThat(model.gradients().get(TWIN.name()).values())
                    .isEqualTo(found.gradients().get(1).toFloats());
        }
    }
}
