package org.s2r2.objective;

import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;

/**
 * A ranking objective for multi-crop, in which the first views of an image alone, its large crops, are positives. Every view is
 * a query: it ranks the large crops of its image above all views of other images, and the small crops of its image not at all.
 * (Which crops small ones are compared with is that of multi-crop in SwAV, Caron et al., NeurIPS 2020, section 3.3, and of DINO,
 * Caron et al., ICCV 2021, section 3.1: two small crops of an image often show nothing in common.)
 */
public final class MultiCropRanking extends RankingVariant {

    /** @param positiveViews how many views are positives, 2 or more; 0 for all */
    public MultiCropRanking(RankingObjective ranking, int positiveViews) {
        super(ranking, positiveViews);
    }

    /** The same loss of rankings of a teacher's embeddings. */
    public TeacherRanking againstTeacher() {
        return new TeacherRanking(ranking, positiveViews);
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        return ranking.evaluate(engine, embeddings, step, ranked(step, 0));
    }

    /**
     * {@link #evaluate} by tensor operations even where there is a fused form: what that is compared with.
     *
     * @param queriesPerBlock the most queries of a block, 1 or more
     */
    public ValueAndGradients evaluateComposed(
            TensorEngine engine, Tensor embeddings, ObjectiveStep step, int queriesPerBlock) {
        return ranking.composed(engine, embeddings, step, ranked(step, 0), queriesPerBlock);
    }
}
