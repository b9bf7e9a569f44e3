package org.s2r2.backend;

import java.util.Map;
import org.s2r2.encoder.Encoder;
import org.s2r2.optim.OptimizerSpec;
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
     * Compiles an encoder for training and evaluation.
     *
     * @param weights an array of the right shape for every parameter of the encoder; they are copied
     * @throws IllegalArgumentException if a parameter is missing or has another shape; the message names it
     */
    EncoderModel compile(Encoder encoder, Map<String, HostArray> weights, OptimizerSpec optimizer);

    /** Releases the engine's memory and threads. Models are closed first. */
    @Override
    void close();
}
