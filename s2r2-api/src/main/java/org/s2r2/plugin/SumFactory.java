package org.s2r2.plugin;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.RankingKeys;
import org.s2r2.objective.WeightedSum;
import org.s2r2.settings.Settings;

/**
 * Makes a {@link WeightedSum} of any objectives that have a name: {@code terms} is a list of sections, each with a
 * {@code weight} (1 if absent), the {@code name} of an objective, and its hyperparameters.
 */
final class SumFactory implements ObjectiveFactory {

    private static final String TERMS = "terms";
    private static final double SMALLEST = 1e-6;
    private static final double LARGEST = 1e6;

    private final Provider<Map<String, ObjectiveFactory>> objectives;

    /** @param objectives all of them, this one included */
    @Inject
    SumFactory(Provider<Map<String, ObjectiveFactory>> objectives) {
        this.objectives = objectives;
    }

    @Override
    public Objective create(Settings settings) {
        List<WeightedSum.Term> terms = new ArrayList<>();
        for (Settings term : settings.sections(TERMS)) {
            double weight = term.number("weight", 1, SMALLEST, LARGEST);
            String name = term.choice("name", null, objectives.get().keySet());
            ObjectiveFactory factory = Objects.requireNonNull(objectives.get().get(name));
            terms.add(new WeightedSum.Term(weight, RankingKeys.create(factory, term)));
        }
        if (terms.isEmpty()) {
            throw settings.invalid(TERMS, null, "a list of one or more objectives");
        }
        return new WeightedSum(terms);
    }
}
