package org.s2r2.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
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
public final class TeacherRanking implements Objective {

    private final RankingObjective ranking;

    public TeacherRanking(RankingObjective ranking) {
        this.ranking = ranking;
    }

    /**
     * Makes an objective by its factory. Of a ranking objective the key {@code candidates} is read too, {@code batch} if
     * absent; with {@code teacher} it becomes one of these.
     */
    public static Objective create(ObjectiveFactory factory, Settings settings) {
        Objective made = factory.create(settings);
        return made instanceof RankingObjective ranking && Candidates.read(settings) == Candidates.TEACHER
                ? new TeacherRanking(ranking)
                : made;
    }

    @Override
    public String name() {
        return ranking.name();
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(ranking.settings());
        settings.put("candidates", RecordSettings.word(Candidates.TEACHER));
        return settings;
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        return ranking.evaluateAgainst(step.requireTeacher(name()), engine, embeddings, step);
    }

    /** {@link #evaluate} by tensor operations even where there is a fused form: what that is compared with. */
    public ValueAndGradients evaluateComposed(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        return ranking.composedAgainst(step.requireTeacher(name()), engine, embeddings, step);
    }

    @Override
    public void requireBatch(ViewLayout layout) {
        ranking.requireBatch(layout);
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
