package org.s2r2.training;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.BatchParts;
import org.s2r2.view.ViewBatch;

/**
 * The forward and the backward pass of batches of any size, in the memory of a micro-batch (Gao et al., "Scaling Deep
 * Contrastive Learning Batch Size under Memory Limited Setup", 2021, arXiv 2101.06983). With micro-batches, forward
 * keeps nothing but the embeddings of one after the other, so that a loss may be taken of all of them. Given its
 * gradient at all embeddings, backward passes each micro-batch forward again and carries that micro-batch's rows of the
 * gradient back. The sum over the micro-batches is the gradient of the loss of the whole batch.
 *
 * <p>A micro-batch is some images with all their views; the last one of a batch may have fewer. Batch norm uses the
 * statistics of the micro-batch instead of the batch's, and tracks them once for each, in backward.
 */
public final class EncoderPasses {

    private final Backend backend;
    private final EncoderModel model;
    private final int microBatch;
    private final BatchParts parts = new BatchParts();

    /**
     * @param model compiled by {@code backend}
     * @param microBatch images of a micro-batch; 0, or as many as a batch has or more, for the whole batch at once
     */
    public EncoderPasses(Backend backend, EncoderModel model, int microBatch) {
        if (microBatch < 0) {
            throw new IllegalArgumentException("microBatch: found " + microBatch + ", expected 0 or more images");
        }
        this.backend = backend;
        this.model = model;
        this.microBatch = microBatch;
    }

    EncoderModel model() {
        return model;
    }

    TensorEngine tensors() {
        return backend.tensors();
    }

    /**
     * The embeddings of a batch in training mode.
     *
     * @return [rows, embeddingDim], view-major; the caller closes it
     */
    public Tensor forward(ViewBatch batch) {
        return isWhole(batch) ? model.forward(batch) : inParts(batch, model::preview);
    }

    /**
     * The same embeddings without a backward pass to follow, while batch norm tracks the statistics; see {@link
     * EncoderModel#observe}.
     *
     * @return [rows, embeddingDim], view-major; the caller closes it
     */
    Tensor observe(ViewBatch batch) {
        return isWhole(batch) ? model.observe(batch) : inParts(batch, model::observe);
    }

    private Tensor inParts(ViewBatch batch, Function<ViewBatch, Tensor> pass) {
        int[] shape = shape(batch);
        float[] embeddings = new float[shape[0] * shape[1]];
        forEachPart(batch, (part, from) -> {
            try (Tensor found = pass.apply(part)) {
                float[] rows = found.toFloats();
                int length = part.images() * shape[1];
                for (int view = 0; view < part.views(); view++) {
                    System.arraycopy(rows, view * length, embeddings, start(batch, view, from), length);
                }
            }
        });
        return tensors().tensor(embeddings, shape);
    }

    /**
     * Carries the gradient at the embeddings of a batch on to the encoder's weights, adding to the gradients there.
     *
     * @param batch that of the last {@link #forward}, as it was then
     * @param gradient of the embeddings' shape; it stays the caller's
     * @throws IllegalArgumentException if it has another shape
     */
    public void backward(ViewBatch batch, Tensor gradient) {
        if (isWhole(batch)) {
            model.backward(gradient);
            return;
        }
        int[] shape = shape(batch);
        if (!Arrays.equals(gradient.shape(), shape)) {
            throw new IllegalArgumentException("gradient: found shape " + Arrays.toString(gradient.shape())
                    + ", expected " + Arrays.toString(shape));
        }
        float[] all = gradient.toFloats();
        forEachPart(batch, (part, from) -> {
            int length = part.images() * shape[1];
            float[] rows = new float[part.views() * length];
            for (int view = 0; view < part.views(); view++) {
                System.arraycopy(all, start(batch, view, from), rows, view * length, length);
            }
            model.forward(part).close();
            try (Tensor share = tensors().tensor(rows, part.views() * part.images(), shape[1])) {
                model.backward(share);
            }
        });
    }

    private boolean isWhole(ViewBatch batch) {
        return microBatch == 0 || microBatch >= batch.images();
    }

    private int[] shape(ViewBatch batch) {
        return new int[] {batch.views() * batch.images(), model.encoder().embeddingDim()};
    }

    /** Where the embedding of an image's view begins among those of a batch, flat. */
    private int start(ViewBatch batch, int view, int image) {
        return (view * batch.images() + image) * model.encoder().embeddingDim();
    }

    /** @param pass is given one micro-batch after the other, and its first image's position in the batch */
    private void forEachPart(ViewBatch batch, ObjIntConsumer<ViewBatch> pass) {
        for (int from = 0; from < batch.images(); from += microBatch) {
            pass.accept(parts.part(batch, from, Math.min(batch.images(), from + microBatch)), from);
        }
    }
}
