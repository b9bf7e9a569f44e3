package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.AdamW;
import org.s2r2.optim.Clipped;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.Lars;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.UpdatePart;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.optim.HostUpdate;
import org.s2r2.testkit.sample.Samples;

/** Update rules against their equations in double precision, at the gradients that the model gives, and their state. */
public abstract class OptimizerContract extends Contract {

    private static final int STEPS = 6;
    private static final Encoder TINY = Samples.TINY;

    static final List<Optimizer> RULES = List.of(
            new Sgd(0, false, 0),
            new Sgd(0.9, false, 0.05),
            new Sgd(0.8, true, 0.05),
            new AdamW(0.9, 0.99, 1e-6, 0.1),
            new AdamW(0.5, 0.9, 1e-8, 0),
            new Lars(0.9, 0.02, 0.01),
            new Lars(0.5, 0.1, 0));

    @ParameterizedTest
    @FieldSource("RULES")
    void sixStepsFollowTheEquationsInDoublePrecision(Optimizer spec) {
        requireEquations(spec, Samples.weights(TINY.parameters(), 7), STEPS);
    }

    @Test
    void larsLeavesAParameterOfZerosAndAGradientOfZerosUnscaled() {
        Map<String, HostArray> weights = Samples.weights(TINY.parameters(), 7);
        // The gradient of "down" is not 0; behind "same" comes a ReLU, so that its gradient is.
        Arrays.fill(weights.get("down.weight").values(), 0);
        Arrays.fill(weights.get("same.weight").values(), 0);
        requireEquations(new Lars(0.9, 0.02, 0.01), weights, 1);
    }

    private void requireEquations(Optimizer spec, Map<String, HostArray> weights, int steps) {
        try (EncoderModel model = backend.compile(TINY, weights, spec)) {
            Map<String, double[]> expected = new HashMap<>();
            weights.forEach((name, array) -> expected.put(name, Comparison.wide(array)));
            Map<String, double[]> state = new HashMap<>();
            for (int step = 1; step <= steps; step++) {
                step(model, step);
                Map<String, HostArray> gradients = model.gradients();
                double learningRate = 0.02 * step;
                model.update(learningRate);
                Map<String, HostArray> found = model.weights();
                for (Parameter parameter : TINY.parameters()) {
                    if (parameter.trainable()) {
                        double[] w = expected.get(parameter.name());
                        double[] g = Comparison.wide(gradients.get(parameter.name()));
                        follow(spec, parameter, w, g, learningRate, step, state);
                        Comparison.requireClose(
                                spec + ", step " + step + ": " + parameter.name(),
                                found.get(parameter.name()),
                                w,
                                3e-6 * Math.max(1, norm(w)));
                    }
                }
            }
        }
    }

    private static void follow(Optimizer spec, Parameter parameter, double[] w, double[] g, double lr, int t,
            Map<String, double[]> state) {
        double wd = parameter.regularised() ? weightDecay(spec) : 0;
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

    /** A clip below the gradient's norm and one above. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1e6})
    void aClippedGradientIsNoLongerThanTheClipWithoutWhatIsFrozen(double clip) {
        try (EncoderModel model = tiny(7, new Clipped(new Sgd(0, false, 0), clip))) {
            step(model, 1);
            Map<String, HostArray> before = model.weights();
            Map<String, HostArray> gradients = model.gradients();
            double squares = 0;
            for (String name : gradients.keySet()) {
                squares += name.equals("stem.weight") ? 0 : Math.pow(norm(Comparison.wide(gradients.get(name))), 2);
            }
            double factor = Math.min(1, clip / Math.sqrt(squares));
            assertThat(factor < 1).isEqualTo(clip < 1);
            model.update(0.1, Set.of("stem.weight"));
            Map<String, HostArray> after = model.weights();
            gradients.forEach((name, gradient) -> {
                double[] expected = Comparison.wide(before.get(name));
                for (int i = 0; i < expected.length && !name.equals("stem.weight"); i++) {
                    expected[i] -= 0.1 * factor * gradient.values()[i];
                }
                Comparison.requireClose(name, after.get(name), expected, 3e-6 * Math.max(1, norm(expected)));
            });
        }
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void aModelWithTheWeightsAndStateOfAnotherContinuesIdentically(Optimizer spec) {
        try (EncoderModel first = tiny(7, spec);
                EncoderModel second = tiny(8, spec)) {
            for (int step = 1; step <= 3; step++) {
                step(first, step);
                first.update(0.05);
            }
            step(second, 9);
            second.update(0.05);
            Map<String, HostArray> state = first.optimizerState();
            second.loadWeights(first.weights());
            second.loadOptimizerState(state);
            state.values().forEach(array -> Arrays.fill(array.values(), Float.NaN));
            Comparison.requireEqual("weights after a load", second.weights(), first.weights());
            Comparison.requireEqual("state after a load", second.optimizerState(), first.optimizerState());
            for (int step = 4; step <= 6; step++) {
                step(first, step);
                first.update(0.05);
                step(second, step);
                second.update(0.05);
            }
            Comparison.requireEqual("weights three steps after a load", second.weights(), first.weights());
            Comparison.requireEqual("state three steps after a load", second.optimizerState(), first.optimizerState());
        }
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void stateIsNamedAndShapedAfterItsParameterAndTheCounterIsAScalar(Optimizer spec) {
        boolean adam = spec instanceof AdamW;
        Map<String, int[]> shapes = new LinkedHashMap<>();
        for (Parameter parameter : TINY.parameters()) {
            if (parameter.trainable()) {
                Stream.of(adam ? new String[] {"exp_avg", "exp_avg_sq"} : new String[] {"momentum"})
                        .forEach(name -> shapes.put(parameter.name() + "." + name, parameter.shape()));
            }
        }
        try (EncoderModel model = tiny(7, spec)) {
            model.optimizerState().forEach((name, array) ->
                    assertThat(array.values()).as("%s before the first update", name).containsOnly(0));
            step(model, 1);
            model.update(0.1);
            Map<String, HostArray> state = model.optimizerState();
            if (adam) {
                assertThat(state.remove("step"))
                        .as("step after one update, a scalar")
                        .isEqualTo(new HostArray(new int[0], new float[] {1}));
            }
            assertThat(state.keySet()).as("names of the state").containsExactlyInAnyOrderElementsOf(shapes.keySet());
            shapes.forEach((name, shape) -> assertThat(state.get(name).shape()).as(name).containsExactly(shape));
        }
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void missingStateIsRefusedByNameAndNothingIsChanged(Optimizer spec) {
        String name = "head0.weight." + (spec instanceof AdamW ? "exp_avg_sq" : "momentum");
        try (EncoderModel model = tiny(7, spec);
                EncoderModel other = tiny(8, spec)) {
            step(model, 1);
            model.update(0.1);
            Map<String, HostArray> state = model.optimizerState();
            for (String missing : spec instanceof AdamW ? List.of(name, "step") : List.of(name)) {
                Map<String, HostArray> incomplete = new LinkedHashMap<>(other.optimizerState());
                incomplete.remove(missing);
                assertThatThrownBy(() -> model.loadOptimizerState(incomplete))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(missing);
                Comparison.requireEqual("state after a load without " + missing, model.optimizerState(), state);
            }
            Map<String, HostArray> wrong = new LinkedHashMap<>(other.optimizerState());
            wrong.put(name, HostArray.matrix(new float[30], 6, 5));
            assertThatThrownBy(() -> model.loadOptimizerState(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("[6, 5]")
                    .hasMessageContaining("[5, 6]");
            Comparison.requireEqual("state after a load of a wrong shape", model.optimizerState(), state);
        }
    }

    private static double weightDecay(Optimizer spec) {
        return spec instanceof Sgd sgd ? sgd.weightDecay()
                : spec instanceof AdamW adam ? adam.weightDecay()
                : ((Lars) spec).weightDecay();
    }

    /** A rule that uses every operation there is, and has no sense but that. */
    private record EveryOperation(boolean needsNorms) implements Optimizer {
        @Override
        public String name() {
            return "every-operation";
        }

        @Override
        public List<String> state() {
            return List.of("first", "second");
        }

        @Override
        public boolean countsUpdates() {
            return true;
        }

        @Override
        public void update(UpdatePart part) {
            FloatVector w = part.weights();
            FloatVector g = part.gradient();
            FloatVector first = part.state("first").scale(0.5).addScaled(g, 1).addScaled(w, -0.25);
            FloatVector root = part.scratch().set(first).multiply(first).add(0.01 * part.updates()).sqrt();
            FloatVector second = part.state("second").addScaled(first, 1).divide(root);
            g.sign().scale(part.regularised() ? 0.5 : 0.25);
            double norms = needsNorms ? part.weightNorm() / (1 + part.gradientNorm()) : 1;
            w.addScaled(second, -part.learningRate()).addScaled(g, -part.learningRate() * norms);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyOperationOfTheEnginesVectorsIsThatOfPlainJava(boolean needsNorms) {
        EveryOperation rule = new EveryOperation(needsNorms);
        Map<String, HostArray> weights = Samples.weights(TINY.parameters(), 7);
        ParameterLayout layout = new ParameterLayout(TINY.parameters());
        HostUpdate oracle = new HostUpdate(layout, rule, layout.join(weights, ""));
        try (EncoderModel model = backend.compile(TINY, weights, rule)) {
            for (int step = 1; step <= 3; step++) {
                step(model, step);
                Set<String> frozen = step == 2 ? Set.of("down.weight", "head0.bias") : Set.of();
                oracle.update(layout.join(model.gradients(), ""), 0.02, frozen);
                model.update(0.02, frozen);
                assertThat(layout.join(model.weights(), "")).as("weights after update " + step)
                        .containsExactly(oracle.weights(), within(1e-4f));
                Map<String, HostArray> state = model.optimizerState();
                for (String name : rule.state()) {
                    assertThat(layout.join(state, "." + name)).as(name + " after update " + step)
                            .containsExactly(oracle.state(name), within(2e-3f));
                }
            }
        }
    }

    private void step(EncoderModel model, int seed) {
        differentiate(model, Samples.twoSizes(3, 10L * seed), seed);
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
