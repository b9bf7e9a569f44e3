package org.s2r2.baseline;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.s2r2.objective.Objective;
import org.s2r2.testkit.objective.ObjectiveContract;

class SwavContractTest extends ObjectiveContract {

    private static Swav swav(double temperature, double epsilon, int queueLength) {
        return new Swav(new SwavOptions(5, temperature, epsilon, 3, 2, 0, queueLength, 0));
    }

    @Override
    protected Objective objective() {
        return swav(0.3, 0.2, 8);
    }

    /** The codes count as constants, the first two views give them, and the prototypes lie anywhere. */
    @Override
    protected Set<Property> lacks() {
        return EnumSet.complementOf(EnumSet.of(Property.TURNS_WITH_THE_SPACE));
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(swav(1e-4, 1e-4, 0), swav(10, 10, 0));
    }
}
