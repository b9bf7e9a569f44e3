package org.s2r2.optim;

import java.util.Map;
import java.util.Objects;

/**
 * A rule with a learning rate for each parameter: that of the update times a factor, as for fine-tuning, where the first
 * layers move less (Clark et al., "ELECTRA", ICLR 2020; {@link org.s2r2.encoder.LayerDepths} has the factors).
 *
 * @param rule what updates the parameters
 * @param factors by the parameter's name, from 0 to 1; 1 for names that are not there
 */
public record LayerDecay(Optimizer rule, Map<String, Double> factors) implements RuleAround {

    public LayerDecay {
        factors = Map.copyOf(factors);
    }

    @Override
    public void update(UpdatePart part) {
        double factor = Objects.requireNonNullElse(factors.get(part.parameter()), 1.0);
        rule.update(new Slowed(part, factor));
    }

    @Override
    public boolean needsParameters() {
        return true;
    }

    /** A part with a smaller learning rate. */
    private record Slowed(UpdatePart part, double factor) implements UpdatePart {

        @Override
        public String parameter() {
            return part.parameter();
        }

        @Override
        public FloatVector weights() {
            return part.weights();
        }

        @Override
        public FloatVector gradient() {
            return part.gradient();
        }

        @Override
        public FloatVector state(String name) {
            return part.state(name);
        }

        @Override
        public FloatVector scratch() {
            return part.scratch();
        }

        @Override
        public boolean regularised() {
            return part.regularised();
        }

        @Override
        public double learningRate() {
            return factor * part.learningRate();
        }

        @Override
        public double weightDecayFactor() {
            return part.weightDecayFactor();
        }

        @Override
        public int updates() {
            return part.updates();
        }

        @Override
        public double weightNorm() {
            return part.weightNorm();
        }

        @Override
        public double gradientNorm() {
            return part.gradientNorm();
        }

        @Override
        public double wholeGradientNorm() {
            return part.wholeGradientNorm();
        }
    }
}
