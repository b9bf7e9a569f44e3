package org.s2r2.backend;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;

/**
 * An encoder on an engine, with its weights and the state of its optimiser. A training step is {@link #forward}, the
 * objective at the embeddings, {@link #backward} with its gradient, {@link #update}.
 *
 * <p>The weights that an objective has of its own are parameters of the model too. The encoder does not read them: the
 * objective is given them by {@link #weight}, and what it gives back goes into {@link #addGradient}. A method that
 * takes a parameter's name throws {@link IllegalArgumentException}, with the name, where there is no such parameter.
 */
public interface EncoderModel extends AutoCloseable {

    /** The layers that were compiled, as data. */
    Encoder encoder();

    /**
     * The embeddings of a batch in training mode: batch norm uses and tracks the statistics of each block, one forward
     * a crop size, and drop path drops views, see {@link ForwardViews}. What backward needs is kept until {@link #backward}, or until the next forward.
     *
     * @return [rows, embeddingDim] on {@link Backend#tensors()}, detached, view-major: what the head makes, or the
     *     predictor behind it; the caller closes it
     */
    Tensor forward(ViewBatch batch);

    /**
     * The embeddings that {@link #forward} would give, but for rounding, in the memory of a pass without backward: the
     * running statistics, the gradients and what a forward before it has kept for its backward stay as they are.
     *
     * @return as {@link #forward} returns them
     */
    Tensor preview(ViewBatch batch);

    /**
     * The embeddings that {@link #forward} would give without drop path, in the memory of a pass without backward: batch norm
     * tracks the statistics as forward does, while gradients and what a forward before it has kept stay as they are. So a teacher
     * embeds a batch.
     *
     * @return as {@link #forward} returns them
     */
    Tensor observe(ViewBatch batch);

    /**
     * Carries the objective's gradient at the embeddings of the last {@link #forward} on to all weights, adding to the
     * gradients already there, and lets go of what that forward kept.
     *
     * @param gradient [rows, embeddingDim]; it stays the caller's
     * @throws IllegalStateException if no forward is pending
     */
    void backward(Tensor gradient);

    /**
     * Adds to the gradient that a parameter has accumulated since the last update.
     *
     * @param gradient of the parameter's shape, from any engine; it stays the caller's
     * @throws IllegalArgumentException if it has another shape, or the parameter is not trainable
     */
    void addGradient(String name, Tensor gradient);

    /** Applies the optimiser to all trainable weights with their gradients, and sets the gradients to 0. */
    default void update(double learningRate) {
        update(learningRate, Set.of());
    }

    /** The same for all but the frozen ones. */
    default void update(double learningRate, Set<String> frozen) {
        update(StepRates.of(learningRate), frozen);
    }

    /**
     * Applies the optimiser to all trainable weights but the frozen ones, and sets all gradients to 0. The weights of a
     * frozen parameter, and the optimiser's arrays for it, stay as they are bit for bit: it sees no gradient, no weight
     * decay and no momentum. Other parameters are updated as if none was frozen, and a counter of steps goes on.
     *
     * @param frozen names of trainable parameters
     */
    void update(StepRates rates, Set<String> frozen);

    /**
     * Moves all trainable weights of this model towards another's of the same backend, under the same names: weight =
     * momentum * weight + (1 - momentum) * the other's. Running statistics stay as they are.
     *
     * @param momentum from 0, where this model becomes a copy, to 1, where it stays
     * @throws IllegalArgumentException if the other model lacks a parameter of this one, or has it in another shape
     */
    void follow(EncoderModel leader, double momentum);

    /**
     * A copy of a parameter, which later updates do not change.
     *
     * @return of the parameter's shape, on {@link Backend#tensors()}, detached; the caller closes it
     */
    Tensor weight(String name);

    /**
     * Replaces the values of one parameter, which are copied; its gradient and the optimiser's state stay as they are.
     *
     * @throws IllegalArgumentException if the shape is another
     */
    void setWeight(String name, HostArray values);

    /**
     * Representations in evaluation mode: running statistics, no gradient, a row depends on its image alone.
     *
     * @param pixels [count, 3, size, size] from position 0; position and limit are left as they are
     * @return [count, dim(stage)]
     */
    HostArray embed(FloatBuffer pixels, int count, int size, Stage stage);

    /**
     * A copy of every parameter under its name, running statistics included, in the encoder's order; the objective's
     * follow.
     */
    Map<String, HostArray> weights();

    /** Replaces every parameter, under the rules of {@link Backend#compile}; a refusal leaves all as it was. */
    void loadWeights(Map<String, HostArray> weights);

    /** A copy of the gradient accumulated for every trainable parameter, under the parameter's name. */
    Map<String, HostArray> gradients();

    /**
     * A copy of the gradients accumulated for all trainable parameters, one after the other, in an order that is the same in
     * all models of this encoder and objective on this backend.
     */
    float[] gradientVector();

    /**
     * Replaces the gradients accumulated for all trainable parameters.
     *
     * @param gradients in the order of {@link #gradientVector}; they are copied
     * @throws IllegalArgumentException if there are more or fewer of them
     */
    void setGradientVector(float[] gradients);

    /**
     * A copy of the optimiser's state: for a state array S of parameter P the entry {@code P.S} (such as {@code
     * conv1.weight.momentum}), and for a counter the entry {@code step}, a scalar.
     */
    Map<String, HostArray> optimizerState();

    /**
     * Replaces the optimiser's state with one that {@link #optimizerState} of the same optimiser gave.
     *
     * @throws IllegalArgumentException if an entry is missing or has another shape; the message names it, and nothing
     *     is changed
     */
    void loadOptimizerState(Map<String, HostArray> state);

    @Override
    void close();
}
