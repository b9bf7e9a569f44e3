package org.s2r2.backend;

import java.util.List;
import java.util.Map;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.TensorEngine;

/**
 * A deep-learning engine. It compiles layer trees, runs them forward and backward, and updates their weights; it knows
 * nothing of datasets, objectives or experiments. One thread drives a backend at a time.
 */
public interface Backend extends AutoCloseable {

    /** The name under which it is chosen, such as {@code djl}. */
    String name();

    /** Engine, version, device and threads, for logs and provenance. */
    String description();

    /** Where objectives run for this backend's embeddings, in single precision. */
    TensorEngine tensors();

    /**
     * Compiles an encoder for training and evaluation, and takes on the weights that an objective has of its own: they
     * are updated, saved and loaded with the encoder's, and no layer reads them.
     *
     * @param objectiveParameters trainable, under names that the encoder does not have
     * @param weights an array of the right shape for every parameter of the encoder and of the objective; they are
     *     copied, and arrays under other names ignored
     * @throws IllegalArgumentException if a parameter is missing or has another shape, or if two have one name; the
     *     message names it
     */
    EncoderModel compile(Encoder encoder, List<Parameter> objectiveParameters, Map<String, HostArray> weights,
            Optimizer optimizer);

    /** Compiles an encoder alone. */
    default EncoderModel compile(Encoder encoder, Map<String, HostArray> weights, Optimizer optimizer) {
        return compile(encoder, List.of(), weights, optimizer);
    }

    /** Releases the engine's memory and threads. Models are closed first. */
    @Override
    void close();
}
