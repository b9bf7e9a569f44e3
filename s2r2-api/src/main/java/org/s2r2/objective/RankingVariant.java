package org.s2r2.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.view.ViewLayout;

/** A ranking objective whose queries rank something else than all views of the batch. */
abstract class RankingVariant implements Objective {

    final RankingObjective ranking;
    final int positiveViews;

    /** @param positiveViews the first so many views of an image are positives, 2 or more; 0 for all */
    RankingVariant(RankingObjective ranking, int positiveViews) {
        this.ranking = ranking;
        this.positiveViews = PositiveViews.require(positiveViews);
    }

    @Override
    public final String name() {
        return ranking.name();
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(ranking.settings());
        PositiveViews.put(settings, positiveViews);
        return settings;
    }

    @Override
    public final void requireBatch(ViewLayout layout) {
        ranking.requireBatch(layout);
        PositiveViews.require(positiveViews, layout);
    }

    /** @param remembered the rows of a memory behind those of the batch */
    final Ranking ranked(ObjectiveStep step, int remembered) {
        int views = PositiveViews.of(positiveViews, step.layout().views());
        return new Ranking(step.layout(), ranking.query(), views, remembered);
    }
}
