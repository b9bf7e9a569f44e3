package com.example.objective;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.s2r2.objective.Objective;
import org.s2r2.testkit.objective.BruteForce;
import org.s2r2.testkit.objective.ObjectiveContract;

class DecoupledContrastiveTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new DecoupledContrastive(0.1);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new DecoupledContrastive(1e-4), new DecoupledContrastive(10));
    }

    /** It pushes negatives on, however far they are. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.ZERO_FOR_A_PERFECT_RANKING);
    }

    @Test
    void equalsTheDefinitionWrittenAsLoops() {
        BruteForce.requireDefinition(new DecoupledContrastive(0.1), (positives, negatives) -> {
            double push = 0;
            for (double s : negatives) {
                push += Math.exp(s / 0.1);
            }
            double pull = 0;
            for (double s : positives) {
                pull += s / 0.1;
            }
            return Math.log(push) - pull / positives.length;
        });
    }
}
