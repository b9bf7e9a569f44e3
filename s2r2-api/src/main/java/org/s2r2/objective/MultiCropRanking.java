package org.s2r2.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * A ranking objective for multi-crop, in which the first views of an image alone, its large crops, are positives. Every view is
 * a query: it ranks the large crops of its image above all views of other images, and the small crops of its image not at all.
 * (Which crops small ones are compared with is that of multi-crop in SwAV, Caron et al., NeurIPS 2020, section 3.3, and of DINO,
 * Caron et al., ICCV 2021, section 3.1: two small crops of an image often show nothing in common.)
 */
public final class MultiCropRanking implements Objective {

    private final RankingObjective ranking;
    private final int positiveViews;

    /** @param positiveViews how many views are positives, 2 or more; 0 for all */
    public MultiCropRanking(RankingObjective ranking, int positiveViews) {
        this.ranking = ranking;
        this.positiveViews = PositiveViews.require(positiveViews);
    }

    /** The same loss of rankings of a teacher's embeddings. */
    public TeacherRanking againstTeacher() {
        return new TeacherRanking(ranking, positiveViews);
    }

    @Override
    public String name() {
        return ranking.name();
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(ranking.settings());
        PositiveViews.put(settings, positiveViews);
        return settings;
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        return ranking.evaluate(engine, embeddings, step, ranked(step));
    }

    /**
     * {@link #evaluate} by tensor operations even where there is a fused form: what that is compared with.
     *
     * @param queriesPerBlock the most queries of a block, 1 or more
     */
    public ValueAndGradients evaluateComposed(
            TensorEngine engine, Tensor embeddings, ObjectiveStep step, int queriesPerBlock) {
        return ranking.composed(engine, embeddings, step, ranked(step), queriesPerBlock);
    }

    private Ranking ranked(ObjectiveStep step) {
        return new Ranking(step.layout(), ranking.query(), PositiveViews.of(positiveViews, step.layout()), 0);
    }

    @Override
    public void requireBatch(ViewLayout layout) {
        ranking.requireBatch(layout);
        PositiveViews.require(positiveViews, layout);
    }
}
