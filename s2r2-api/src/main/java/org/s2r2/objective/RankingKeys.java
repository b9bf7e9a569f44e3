package org.s2r2.objective;

import org.s2r2.settings.Settings;

/** The keys that every ranking objective has beside its own: whose embeddings are candidates, and which views are positives. */
public final class RankingKeys {

    private RankingKeys() {}

    /**
     * Makes an objective by its factory. Of a ranking objective the keys {@code candidates} ({@code batch} if absent; {@code
     * teacher} makes a {@link TeacherRanking}) and {@code positiveViews} (0, all views, if absent; a number makes a {@link
     * MultiCropRanking}) are read too.
     */
    public static Objective create(ObjectiveFactory factory, Settings settings) {
        Objective made = factory.create(settings);
        if (!(made instanceof RankingObjective ranking)) {
            return made;
        }
        Candidates candidates = Candidates.read(settings);
        int positiveViews = PositiveViews.read(settings);
        if (candidates == Candidates.TEACHER) {
            return new TeacherRanking(ranking, positiveViews);
        }
        return positiveViews == 0 ? ranking : ranking.withPositiveViews(positiveViews);
    }
}
