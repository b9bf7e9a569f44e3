package org.s2r2.objective.ranking;

import java.util.List;
import org.s2r2.objective.Objective;
import org.s2r2.testkit.objective.ObjectiveContract;

class PairwiseLogisticContractTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new PairwiseLogistic(0.05);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new PairwiseLogistic(1e-4), new PairwiseLogistic(10));
    }
}
