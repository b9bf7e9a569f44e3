package org.s2r2.objective;

import java.util.Map;
import java.util.Optional;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * A ranking objective whose queries rank a teacher's embeddings instead of each other: the positives of a query are the
 * teacher's embeddings of the other views of its image (with {@link QueryMode#INCLUDED} of its own view too), the
 * negatives those of the views of other images and of the whole memory. The loss is the mean over the queries as before,
 * and its gradient reaches the queries alone.
 */
public final class TeacherRanking extends RankingVariant {

    public TeacherRanking(RankingObjective ranking) {
        this(ranking, 0);
    }

    /** @param positiveViews the first so many views of an image are positives, 2 or more; 0 for all */
    TeacherRanking(RankingObjective ranking, int positiveViews) {
        super(ranking, positiveViews);
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = super.settings();
        settings.put("candidates", RecordSettings.word(Candidates.TEACHER));
        return settings;
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        TeacherRows teacher = step.requireTeacher(name());
        return ranking.evaluateAgainst(teacher, engine, embeddings, step, ranked(step, teacher.remembered()));
    }

    /** {@link #evaluate} by tensor operations even where there is a fused form: what that is compared with. */
    public ValueAndGradients evaluateComposed(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        TeacherRows teacher = step.requireTeacher(name());
        return ranking.composedAgainst(teacher, engine, embeddings, step, ranked(step, teacher.remembered()));
    }

    @Override
    public void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {
        int views = TeacherOptions.require(name(), teacher).layout(layout).views();
        if (views != layout.views()) {
            throw new InvalidInputException("teacher.views: found " + views + ", expected 0 or the " + layout.views()
                    + " views of an image, as every query of " + name() + " has as many positives");
        }
    }
}
