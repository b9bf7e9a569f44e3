package org.s2r2.experiment.compare;

import java.util.Locale;
import java.util.Map;
import org.s2r2.experiment.RunPlan;
import org.s2r2.settings.InvalidInputException;

/** What all rows of a comparison have the same of on a dataset, so that they differ in nothing but how well they use it. */
public enum EqualBudget {
    /** Views that pass through the encoder, small ones counted like large ones. */
    VIEWS(0),
    /** Pixels of these views, but for 1 %: what an encoder computes grows with them. */
    PIXELS(0.01),
    /** Seconds of training: each row has as many epochs as come nearest to them, by a measurement before the first run. */
    SECONDS(Double.POSITIVE_INFINITY),
    /** Nothing. */
    NOTHING(Double.POSITIVE_INFINITY);

    private final double tolerance;

    EqualBudget(double tolerance) {
        this.tolerance = tolerance;
    }

    /** What one run has of it. */
    private long of(RunPlan plan) {
        return this == PIXELS ? plan.nominalPixels() : plan.nominalViews();
    }

    /**
     * Requires all rows to have as much as the first.
     *
     * @param source the comparison's file, in messages
     * @param plans by row
     * @throws InvalidInputException if a row has not
     */
    void require(String source, String dataset, Map<String, RunPlan> plans) {
        Map.Entry<String, RunPlan> first = plans.entrySet().iterator().next();
        long expected = of(first.getValue());
        plans.forEach((row, plan) -> {
            if (Math.abs(of(plan) - expected) > tolerance * expected) {
                throw new InvalidInputException(source + ": rows." + row + ": found " + product(plan) + " on dataset "
                        + dataset + ", expected as many as rows." + first.getKey() + " has, " + product(first.getValue())
                        + "; equal: nothing allows it");
            }
        });
    }

    private String product(RunPlan plan) {
        String views = plan.epochs() + " epochs x " + plan.images() + " images x ";
        return this == PIXELS
                ? views + plan.pixels() + " pixels of its views = " + plan.nominalPixels() + " pixels"
                : views + plan.views() + " views = " + plan.nominalViews() + " views";
    }

    /** For the report. */
    String words() {
        return this == NOTHING ? "nothing" : name().toLowerCase(Locale.ROOT) + " of each row";
    }
}
