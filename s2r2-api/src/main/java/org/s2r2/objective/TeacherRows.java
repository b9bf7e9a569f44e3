package org.s2r2.objective;

import java.util.Optional;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewLayout;

/**
 * What a teacher made of a batch: constants for the objective, which stay the caller's.
 *
 * @param embeddings [layout.rows(), dim], those of this batch
 * @param layout the images of the batch, in the same order, and all their views or the first of them
 * @param memory [rows, dim], the teacher's embeddings of past batches, the oldest first; empty where there are none
 */
public record TeacherRows(Tensor embeddings, ViewLayout layout, Optional<Tensor> memory) implements AutoCloseable {

    /** @throws IllegalArgumentException if the embeddings have other rows than the layout */
    public TeacherRows {
        layout.requireRows(embeddings);
    }

    /** The embeddings of this batch, and behind them the memory. */
    Tensor candidates() {
        return memory.map(embeddings::concat).orElse(embeddings);
    }

    /** Lets go of the tensors; for whoever made them. */
    @Override
    public void close() {
        embeddings.close();
        memory.ifPresent(Tensor::close);
    }

    /** The rows of the memory. */
    public int remembered() {
        return memory.map(rows -> rows.shape()[0]).orElse(0);
    }
}
