package org.s2r2.djl;

import ai.djl.pytorch.engine.PtNDArray;
import org.s2r2.backend.Pass;

/** A layer with its weights, as a sequence of libtorch calls. */
@FunctionalInterface
interface CompiledLayer {

    /**
     * The layer's output, in the manager of {@code x}; {@code x} itself, where the layer is the identity. The input
     * stays the caller's.
     */
    PtNDArray apply(PtNDArray x, Pass pass);
}
