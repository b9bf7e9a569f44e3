package org.s2r2.optim;

/**
 * Some of a model's weights in one update, all of them regularised or none. The vectors are the engine's; the rule
 * changes the weights and its state, and may overwrite the gradient and the scratch vector.
 */
public interface UpdatePart {

    /** The weights. */
    FloatVector weights();

    /** Their gradient, which nobody reads after the rule. */
    FloatVector gradient();

    /** One of the vectors that the rule keeps, by its name in {@link Optimizer#state}. */
    FloatVector state(String name);

    /**
     * A vector of the same size for the rule to write to. There is one for a part: asked again, the same comes. What is in
     * it at first is undefined.
     */
    FloatVector scratch();

    /**
     * Whether weight decay and adaptation by norms apply to these weights, see {@link
     * org.s2r2.encoder.Parameter#regularised}.
     */
    boolean regularised();

    /** The learning rate of this update. */
    double learningRate();

    /** What the schedule multiplies the weight decay of the rule by in this update; 1 unless it says otherwise. */
    double weightDecayFactor();

    /**
     * The name of the parameter that this is a part of.
     *
     * @throws IllegalStateException if the rule has not said that it asks, by {@link Optimizer#needsParameters}
     */
    String parameter();

    /** How many updates there were, this one included. */
    int updates();

    /** The Euclidean norm of the whole parameter that this is a part of, before this update. */
    double weightNorm();

    /** The Euclidean norm of the gradient of the whole parameter that this is a part of. */
    double gradientNorm();

    /** The Euclidean norm of the gradient of all parameters that this update does not leave frozen. */
    double wholeGradientNorm();
}
