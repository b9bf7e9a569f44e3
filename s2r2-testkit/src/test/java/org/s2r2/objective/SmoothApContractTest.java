package org.s2r2.objective;

import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.s2r2.testkit.objective.ObjectiveContract;

@ParameterizedClass
@EnumSource(QueryMode.class)
class SmoothApContractTest extends ObjectiveContract {

    @Parameter
    QueryMode query;

    @Override
    protected Objective objective() {
        return new SmoothAp(0.05, query);
    }

    @Override
    protected List<Objective> extremes() {
        return List.of(new SmoothAp(1e-4, query), new SmoothAp(10, query));
    }
}
