package org.s2r2.objective;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * The loss that an encoder is trained to minimise. It sees the embeddings of a batch of views, and neither images nor engine;
 * the gradient it gives at the embeddings is carried on by the backend. Most objectives are a {@link LossFunction}, a
 * pure function of the embeddings, and need none of the methods that have a default here.
 *
 * <p>An objective may have weights of its own, which it declares as {@link #parameters}: the backend owns and updates
 * them like the encoder's, and {@link #evaluate} is given their values. It may have state, such as embeddings of past
 * batches: one instance then serves one run, whose checkpoints hold {@link #state}. A training step is evaluate, the
 * update by the backend ({@link #frozen}), {@link #constrained} for each weight that was updated, {@link #remember}.
 */
public interface Objective {

    /** The name under which it is configured, such as {@code smooth-ap}. */
    String name();

    /**
     * The hyperparameters under the keys that they have in an experiment file. A factory of this {@link #name} that is
     * given them makes the same objective. An objective without a factory may leave them out.
     */
    default Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * The loss of a batch, its gradient at the embeddings, and after that its gradient at each weight of the objective.
     * The objective itself stays as it is.
     *
     * @param embeddings [rows, dim], as the encoder's head made them (unit rows with the heads of this framework)
     */
    ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step);

    /** The same in the first step of a run, for an objective without weights of its own. */
    default ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return evaluate(engine, embeddings, ObjectiveStep.first(layout));
    }

    /**
     * Refuses batches that do not go with the objective's hyperparameters; by default any batch will do.
     *
     * @throws org.s2r2.settings.InvalidInputException if no batch of this layout can be evaluated; the message names
     *     the key
     */
    default void requireBatch(ViewLayout layout) {}

    /**
     * Refuses to go without a teacher, or with one that does not see what the objective needs; by default any will do.
     *
     * @param layout of a batch
     * @param teacher empty where there is none
     * @throws org.s2r2.settings.InvalidInputException if it does not fit; the message names the key
     */
    default void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {}

    /** Whether embeddings are meant to be unit rows; where not, the projection head leaves them as they are. */
    default boolean takesUnitRows() {
        return true;
    }

    /**
     * The weights that the objective has of its own, all trainable, under names that begin with {@code objective.}.
     * Their roles decide, as for the encoder's, where weight decay applies.
     */
    default List<Parameter> parameters(int embeddingDim) {
        return List.of();
    }

    /** First values of the objective's weights, drawn as a layer's are, then constrained. */
    default Map<String, HostArray> firstWeights(int embeddingDim, long seed) {
        Map<String, HostArray> weights = Initializer.initialise(parameters(embeddingDim), seed);
        weights.replaceAll(this::constrained);
        return weights;
    }

    /** The names of those of the objective's weights that the update of this step leaves as they are. */
    default Set<String> frozen(ObjectiveStep step) {
        return Set.of();
    }

    /** What an updated weight becomes before the next step, such as one with unit rows; by default it is kept. */
    default HostArray constrained(String name, HostArray weight) {
        return weight;
    }

    /** Takes the embeddings of a step into the objective's state; called once a step, after the update. */
    default void remember(Tensor embeddings, ObjectiveStep step) {}

    /** A copy of what the objective remembers of past steps, by name; empty for an objective without state. */
    default Map<String, HostArray> state() {
        return Map.of();
    }

    /**
     * Replaces what the objective remembers by what {@link #state} of the same objective gave.
     *
     * @throws IllegalArgumentException if the state is another objective's; the message names the entry
     */
    default void load(Map<String, HostArray> state) {
        if (!state.isEmpty()) {
            throw new IllegalArgumentException(name() + " has no state, found " + state.keySet());
        }
    }
}
