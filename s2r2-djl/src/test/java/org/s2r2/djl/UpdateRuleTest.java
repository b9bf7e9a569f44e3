package org.s2r2.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.optim.OptimizerSpec.AdamW;
import org.s2r2.optim.OptimizerSpec.Lars;
import org.s2r2.optim.OptimizerSpec.Sgd;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;

class UpdateRuleTest {

    private static final int IMAGES = 3;
    private static final int STEPS = 6;

    private final Map<String, HostArray> weights = Samples.weights(Samples.TINY.parameters(), 7);

    static Stream<OptimizerSpec> rules() {
        return Stream.of(
                new Sgd(0, false, 0),
                new Sgd(0.9, false, 0.05),
                new Sgd(0.8, true, 0.05),
                new AdamW(0.9, 0.99, 1e-6, 0.1),
                new AdamW(0.5, 0.9, 1e-8, 0),
                new Lars(0.9, 0.02, 0.01),
                new Lars(0.5, 0.1, 0));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void sixStepsFollowTheEquationsInDoublePrecision(OptimizerSpec spec) {
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, spec)) {
            Map<String, double[]> expected = new HashMap<>();
            weights.forEach((name, array) -> expected.put(name, Samples.wide(array.values())));
            Map<String, double[]> state = new HashMap<>();
            for (int step = 1; step <= STEPS; step++) {
                differentiate(backend, model, step);
                Map<String, HostArray> gradients = model.gradients();
                double learningRate = 0.02 * step;
                model.update(learningRate);
                Map<String, HostArray> found = model.weights();
                for (Parameter parameter : Samples.TINY.parameters()) {
                    if (parameter.trainable()) {
                        double[] w = expected.get(parameter.name());
                        double[] g = Samples.wide(gradients.get(parameter.name()).values());
                        follow(spec, parameter, w, g, learningRate, step, state);
                        assertThat(Samples.wide(found.get(parameter.name()).values()))
                                .as("%s after step %d", parameter.name(), step)
                                .containsExactly(w, within(3e-6));
                    }
                }
            }
        }
    }

    private static void follow(OptimizerSpec spec, Parameter parameter, double[] w, double[] g, double lr, int t,
            Map<String, double[]> state) {
        double wd = parameter.regularised() ? spec.weightDecay() : 0;
        double[] first = state.computeIfAbsent(parameter.name() + ".1", name -> new double[w.length]);
        double[] second = state.computeIfAbsent(parameter.name() + ".2", name -> new double[w.length]);
        double scale = spec instanceof Lars lars && parameter.regularised() && norm(w) > 0 && norm(g) > 0
                ? lars.trust() * norm(w) / (norm(g) + wd * norm(w))
                : 1;
        for (int i = 0; i < w.length; i++) {
            if (spec instanceof Sgd sgd) {
                double decayed = g[i] + wd * w[i];
                first[i] = sgd.momentum() * first[i] + decayed;
                w[i] -= lr * (sgd.nesterov() ? decayed + sgd.momentum() * first[i] : first[i]);
            } else if (spec instanceof AdamW adam) {
                w[i] -= lr * wd * w[i];
                first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * g[i];
                second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * g[i] * g[i];
                w[i] -= lr * (first[i] / (1 - Math.pow(adam.beta1(), t)))
                        / (Math.sqrt(second[i] / (1 - Math.pow(adam.beta2(), t))) + adam.epsilon());
            } else if (spec instanceof Lars lars) {
                first[i] = lars.momentum() * first[i] + scale * (g[i] + wd * w[i]);
                w[i] -= lr * first[i];
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aModelWithTheWeightsAndStateOfAnotherContinuesIdentically(OptimizerSpec spec) {
        try (Backend backend = Samples.backend();
                EncoderModel first = backend.compile(Samples.TINY, weights, spec);
                EncoderModel second =
                        backend.compile(Samples.TINY, Samples.weights(Samples.TINY.parameters(), 8), spec)) {
            for (int step = 1; step <= 3; step++) {
                differentiate(backend, first, step);
                first.update(0.05);
            }
            second.loadWeights(first.weights());
            second.loadOptimizerState(first.optimizerState());
            assertThat(second.weights()).isEqualTo(first.weights());
            for (int step = 4; step <= 6; step++) {
                differentiate(backend, first, step);
                first.update(0.05);
                differentiate(backend, second, step);
                second.update(0.05);
            }
            assertThat(second.weights()).isEqualTo(first.weights());
            assertThat(second.optimizerState()).isEqualTo(first.optimizerState());
        }
    }

    @Test
    void stateIsNamedAfterItsParameterAndTheCounterIsAScalar() {
        try (Backend backend = Samples.backend();
                EncoderModel model = backend.compile(Samples.TINY, weights, new AdamW(0.9, 0.99, 1e-6, 0.1))) {
            differentiate(backend, model, 1);
            model.update(0.1);
            Map<String, HostArray> state = model.optimizerState();
            assertThat(state).containsKeys("stem.weight.exp_avg", "stem.weight.exp_avg_sq", "head_bn.bias.exp_avg");
            assertThat(state.get("step")).isEqualTo(new HostArray(new int[0], new float[] {1}));
            assertThat(state.get("stem.weight.exp_avg").shape()).containsExactly(4, 3, 3, 3);
            state.remove("head0.weight.exp_avg_sq");
            assertThatThrownBy(() -> model.loadOptimizerState(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("head0.weight.exp_avg_sq");
        }
    }

    private static void differentiate(Backend backend, EncoderModel model, int seed) {
        int rows = 3 * IMAGES;
        int dim = Samples.TINY.embeddingDim();
        model.forward(Samples.twoSizes(IMAGES, 10L * seed)).close();
        try (Tensor gradient = backend.tensors().tensor(Samples.gaussian(rows * dim, seed), rows, dim)) {
            model.backward(gradient);
        }
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
