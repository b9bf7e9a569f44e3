package org.s2r2.objective;

import java.util.List;
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
 */
public record ObjectiveStep(ViewLayout layout, int epoch, long step, List<Tensor> weights, List<Crop> crops) {

    /** @throws IllegalArgumentException if there are crops, and not as many as rows */
    public ObjectiveStep {
        weights = List.copyOf(weights);
        crops = List.copyOf(crops);
        if (!crops.isEmpty() && crops.size() != layout.rows()) {
            throw new IllegalArgumentException(
                    "a batch of " + layout.rows() + " rows has as many crops or none, found " + crops.size());
        }
    }

    /** A step on views of which nobody knows what part of their image they show. */
    public ObjectiveStep(ViewLayout layout, int epoch, long step, List<Tensor> weights) {
        this(layout, epoch, step, weights, List.of());
    }

    /** The first step of a run, of an objective without weights of its own. */
    public static ObjectiveStep first(ViewLayout layout) {
        return new ObjectiveStep(layout, 0, 0, List.of());
    }
}
