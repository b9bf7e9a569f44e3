package org.s2r2.baseline;

import java.util.Map;
import java.util.Set;
import org.s2r2.objective.Objective;
import org.s2r2.settings.Settings;
import org.s2r2.testkit.objective.ObjectiveContract;

class VicRegContractTest extends ObjectiveContract {

    @Override
    protected Objective objective() {
        return VicReg.from(Settings.of("test", Map.of()));
    }

    /** Every dimension counts by itself, and more of them are wanted than there are images. */
    @Override
    protected Set<Property> lacks() {
        return Set.of(Property.ZERO_FOR_A_PERFECT_RANKING, Property.TURNS_WITH_THE_SPACE);
    }
}
