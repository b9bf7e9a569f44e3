package org.s2r2.dl4j;

/**
 * A compiled layer.
 *
 * @param output where the forward pass leaves its result
 * @param backward compiles the backward pass; not for programs in evaluation mode
 */
record Node(Value output, Backward backward) {

    /** Compiles the backward pass of a layer, after those of all layers that read its output. */
    interface Backward {

        /**
         * Adds the operations that write the gradients of the layer's weights and of its input.
         *
         * @param gradient at the output; the layer releases it, or hands its memory on, and overwrites it where it may
         * @param inputWanted whether the gradient at the input is of use
         * @return the gradient at the input, for the caller to release; null if it is not wanted
         */
        Value compile(Value gradient, boolean inputWanted);
    }
}
