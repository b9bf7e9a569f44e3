package org.s2r2.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.settings.Settings;

/**
 * A rule whose gradient is first scaled down where it is too long (Pascanu et al., ICML 2013), as PyTorch's {@code
 * clip_grad_norm_} does it: g *= min(1, norm / |g|), with the gradient g at all weights that are not frozen.
 *
 * @param rule what the gradient is for
 * @param norm the greatest Euclidean norm, above 0
 */
public record Clipped(Optimizer rule, double norm) implements RuleAround {

    private static final String KEY = "clip";

    /** The rule that a factory makes of a section, clipped by the norm under {@code clip} if there is one. */
    public static Optimizer create(OptimizerFactory factory, Settings settings) {
        Optimizer rule = factory.create(settings);
        double norm = settings.optionalNumber(KEY, 0, 0, 1e9);
        return norm == 0 ? rule : new Clipped(rule, norm);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(rule.settings());
        settings.put(KEY, norm);
        return settings;
    }

    @Override
    public void update(UpdatePart part) {
        double found = part.wholeGradientNorm();
        if (found > norm) {
            part.gradient().scale(norm / found);
        }
        rule.update(part);
    }

    @Override
    public boolean needsNorms() {
        return true;
    }
}
