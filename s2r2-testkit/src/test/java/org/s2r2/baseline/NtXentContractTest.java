package org.s2r2.baseline;

import java.util.List;
import java.util.Set;
import org.s2r2.objective.Objective;
import org.s2r2.testkit.objective.ObjectiveContract;

class NtXentContractTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return new NtXent(0.3);
    }

    /** The other images' share of the softmax is never 0. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.ZERO_FOR_A_PERFECT_RANKING);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new NtXent(1e-4), new NtXent(10));
    }
}
