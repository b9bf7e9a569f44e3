package org.s2r2.objective;

import java.util.List;
import java.util.Optional;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewLayout;

/**
 * What an objective is told of a step besides the embeddings.
 *
 * @param layout which row is which view of which image
 * @param epoch epochs of the run done before this step, 0 in the first epoch
 * @param step steps of the run done before this one, 0 for the first step
 * @param weights the objective's own weights, one tensor for each of its {@link Objective#parameters} in their order;
 *     they stay the caller's
 * @param crops the part of its image that each row shows, in the layout's order; empty where nobody knows
 * @param teacher what a teacher made of the same batch; empty where there is none
 */
public record ObjectiveStep(
        ViewLayout layout, int epoch, long step, List<Tensor> weights, List<Crop> crops, Optional<TeacherRows> teacher) {

    /** @throws IllegalArgumentException if there are crops, and not as many as rows */
    public ObjectiveStep {
        weights = List.copyOf(weights);
        crops = List.copyOf(crops);
        if (!crops.isEmpty() && crops.size() != layout.rows()) {
            throw new IllegalArgumentException(
                    "a batch of " + layout.rows() + " rows has as many crops or none, found " + crops.size());
        }
    }

    /** A step without a teacher. */
    public ObjectiveStep(ViewLayout layout, int epoch, long step, List<Tensor> weights, List<Crop> crops) {
        this(layout, epoch, step, weights, crops, Optional.empty());
    }

    /** A step without a teacher, on views of which nobody knows what part of their image they show. */
    public ObjectiveStep(ViewLayout layout, int epoch, long step, List<Tensor> weights) {
        this(layout, epoch, step, weights, List.of());
    }

    /** The same step with other weights of the objective. */
    ObjectiveStep withWeights(List<Tensor> others) {
        return new ObjectiveStep(layout, epoch, step, others, crops, teacher);
    }

    /** The same step with a teacher. */
    public ObjectiveStep withTeacher(TeacherRows rows) {
        return new ObjectiveStep(layout, epoch, step, weights, crops, Optional.of(rows));
    }

    /**
     * What the teacher made of the batch.
     *
     * @param who the name of the objective that asks
     * @throws IllegalArgumentException if there is no teacher
     */
    public TeacherRows requireTeacher(String who) {
        return teacher.orElseThrow(() -> new IllegalArgumentException(who + " needs the embeddings of a teacher"));
    }

    /** The first step of a run, of an objective without weights of its own. */
    public static ObjectiveStep first(ViewLayout layout) {
        return new ObjectiveStep(layout, 0, 0, List.of());
    }
}
