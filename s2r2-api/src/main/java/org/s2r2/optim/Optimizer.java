package org.s2r2.optim;

import java.util.List;
import java.util.Map;
import org.s2r2.settings.RecordSettings;

/**
 * An update rule with its hyperparameters, the learning rate excepted, which the schedule gives step by step. It is
 * written once, on {@link FloatVector}, and every engine runs it. A rule is data: what it keeps from update to update
 * lies in vectors that the engine owns, and checkpoints hold.
 *
 * <pre>{@code
 * public record PlainDescent() implements Optimizer {
 *     public String name() { return "plain-descent"; }
 *
 *     public void update(UpdatePart part) {
 *         part.weights().addScaled(part.gradient(), -part.learningRate());
 *     }
 * }
 * }</pre>
 */
public interface Optimizer {

    /** The name under which it is configured, such as {@code sgd}. */
    String name();

    /**
     * The hyperparameters under the keys that they have in an experiment file: by default the components of a record. A
     * factory of this {@link #name} that is given them makes the same rule.
     */
    default Map<String, Object> settings() {
        return this instanceof Record hyperparameters ? RecordSettings.of(hyperparameters) : Map.of();
    }

    /**
     * Updates some of the weights from their gradient. The weights of a model come in parts, each once an update; several
     * threads may call this at once, for different parts, so that a rule keeps nothing in fields.
     */
    void update(UpdatePart part);

    /** The names of the vectors that the rule keeps, as long as the weights, all 0 at first. */
    default List<String> state() {
        return List.of();
    }

    /** Whether the rule depends on {@link UpdatePart#updates}, which checkpoints then hold under {@code step}. */
    default boolean countsUpdates() {
        return false;
    }

    /** Whether the rule asks for norms: every part then belongs to a single parameter. */
    default boolean needsNorms() {
        return false;
    }

    /** Whether the rule asks for the names of parameters: every part then belongs to a single parameter. */
    default boolean needsParameters() {
        return false;
    }

    /** The learning rate where the configuration gives none. */
    default double defaultLearningRate() {
        return 0.1;
    }
}
