package com.example.objective;

import java.util.Map;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * The decoupled contrastive loss (Yeh et al., "Decoupled Contrastive Learning", ECCV 2022, arXiv 2110.06848): a
 * cross-entropy without the positive in its denominator. For a query with positives P and negatives N, similarities s
 * and a temperature t:
 *
 * <pre>loss = log(sum over n in N of exp(s_n / t)) - 1 / |P| * sum over p in P of s_p / t</pre>
 */
public final class DecoupledContrastive extends RankingObjective {

    static final String NAME = "decoupled-contrastive";

    private final double temperature;

    public DecoupledContrastive(double temperature) {
        super(QueryMode.EXCLUDED);
        this.temperature = Temperature.require(temperature);
    }

    /** Reads {@code temperature}, 0.1 if absent. */
    static DecoupledContrastive from(Settings settings) {
        return new DecoupledContrastive(Temperature.read(settings, 0.1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature);
    }

    @Override
    protected Tensor queryLosses(RankingBlock block) {
        Tensor negatives = block.negativesAlone().mul(1 / temperature);
        Tensor positives = block.positives().mul(1 / temperature);
        return negatives.logSumExp(1).sub(positives.mean(1));
    }
}
