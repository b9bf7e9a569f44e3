package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.AdamW;
import org.s2r2.optim.Clipped;
import org.s2r2.optim.Lars;
import org.s2r2.optim.LayerDecay;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.sample.Samples;

/** Learning rates of single parameters, and a weight decay that a schedule changes, against runs in which all have them. */
public abstract class RatesContract extends Contract {

    private static final int STEPS = 4;

    static final List<Optimizer> RULES = List.of(
            new Sgd(0.9, false, 0.05),
            new AdamW(0.9, 0.99, 1e-6, 0.1),
            new Lars(0.9, 0.02, 0.01),
            new Clipped(new AdamW(0.9, 0.99, 1e-6, 0.1), 0.5));

    @ParameterizedTest
    @FieldSource("RULES")
    void aParameterWithAFactorMovesAsOneWhoseLearningRateIsThatMuchSmaller(Optimizer rule) {
        Map<String, HostArray> slow = moved(rule, StepRates.of(0.25 * 0.02));
        Map<String, HostArray> fast = moved(rule, StepRates.of(0.02));
        Map<String, HostArray> found = moved(
                new LayerDecay(rule, Map.of("stem.weight", 0.25, "down_bn.bias", 0.25, "same.weight", 0.0)),
                StepRates.of(0.02));
        Map<String, HostArray> first = Samples.weights(Samples.TINY.parameters(), 7);
        for (Parameter parameter : Samples.TINY.parameters()) {
            String name = parameter.name();
            Map<String, HostArray> expected = Set.of("stem.weight", "down_bn.bias").contains(name) ? slow
                    : name.equals("same.weight") ? first
                    : fast;
            if (parameter.trainable()) {
                Comparison.requireClose(rule + ": " + name, found.get(name), Comparison.wide(expected.get(name)), 1e-6);
            }
        }
        assertThat(slow.get("stem.weight").values()).isNotEqualTo(fast.get("stem.weight").values());
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void aWeightDecayIsMultipliedByTheFactorOfTheStep(Optimizer rule) {
        Map<String, HostArray> expected = moved(withThreeTimesTheDecay(rule), StepRates.of(0.02));
        Map<String, HostArray> found = moved(rule, new StepRates(0.02, 3));
        for (Parameter parameter : Samples.TINY.parameters()) {
            if (parameter.trainable()) {
                String name = parameter.name();
                Comparison.requireClose(rule + ": " + name, found.get(name), Comparison.wide(expected.get(name)), 1e-6);
            }
        }
        assertThat(found.get("stem.weight").values())
                .isNotEqualTo(moved(rule, StepRates.of(0.02)).get("stem.weight").values());
    }

    private static Optimizer withThreeTimesTheDecay(Optimizer rule) {
        if (rule instanceof Sgd sgd) {
            return new Sgd(sgd.momentum(), sgd.nesterov(), 3 * sgd.weightDecay());
        }
        if (rule instanceof AdamW adam) {
            return new AdamW(adam.beta1(), adam.beta2(), adam.epsilon(), 3 * adam.weightDecay());
        }
        if (rule instanceof Lars lars) {
            return new Lars(lars.momentum(), lars.trust(), 3 * lars.weightDecay());
        }
        Clipped clipped = (Clipped) rule;
        return new Clipped(withThreeTimesTheDecay(clipped.rule()), clipped.norm());
    }

    /** The weights after some updates with the same gradients, whatever the weights are by then. */
    private Map<String, HostArray> moved(Optimizer rule, StepRates rates) {
        Map<String, HostArray> weights = Samples.weights(Samples.TINY.parameters(), 7);
        try (EncoderModel model = backend.compile(Samples.TINY, weights, rule)) {
            float[] gradients = Samples.gaussian(model.gradientVector().length, 5);
            for (int step = 0; step < STEPS; step++) {
                model.setGradientVector(gradients);
                model.update(rates, Set.of());
            }
            return model.weights();
        }
    }
}
