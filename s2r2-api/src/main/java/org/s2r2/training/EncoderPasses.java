package org.s2r2.training;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.BatchParts;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewLayout;

/**
 * The forward and the backward pass of batches of any size, in the memory of a micro-batch (Gao et al., "Scaling Deep
 * Contrastive Learning Batch Size under Memory Limited Setup", 2021, arXiv 2101.06983). With micro-batches, forward
 * keeps nothing but the embeddings of one after the other, so that a loss may be taken of all of them. Given its
 * gradient at all embeddings, backward passes each micro-batch forward again and carries that micro-batch's rows of the
 * gradient back. The sum over the micro-batches is the gradient of the loss of the whole batch.
 *
 * <p>A micro-batch is some images with all their views; the last one of a batch may have fewer. Batch norm uses the
 * statistics of the micro-batch instead of the batch's, and tracks them once for each, in backward.
 *
 * <p>Where several workers train together, each passes its share of the batch forward and backward, see {@link
 * org.s2r2.view.BatchShare}, and all get the embeddings of all. What comes out is, but for the order of sums, what one
 * process gives whose micro-batches are the shares: embeddings, gradients and running statistics.
 */
public final class EncoderPasses {

    private final Backend backend;
    private final EncoderModel model;
    private final int microBatch;
    private final Collective collective;
    private final SharedRows shared;
    private final SharedStatistics statistics;
    private final BatchParts parts = new BatchParts();
    private @Nullable RunningStatistics before;

    /** Passes of one process. */
    public EncoderPasses(Backend backend, EncoderModel model, int microBatch) {
        this(backend, model, microBatch, Collective.ALONE);
    }

    /**
     * @param model compiled by {@code backend}
     * @param microBatch images of a micro-batch; 0, or as many as a worker has or more, for all of them at once
     * @param collective the workers that train together, whose models are equal
     */
    public EncoderPasses(Backend backend, EncoderModel model, int microBatch, Collective collective) {
        if (microBatch < 0) {
            throw new IllegalArgumentException("microBatch: found " + microBatch + ", expected 0 or more images");
        }
        this.backend = backend;
        this.model = model;
        this.microBatch = microBatch;
        this.collective = collective;
        this.shared = new SharedRows(collective);
        this.statistics = new SharedStatistics(collective, model.encoder());
    }

    EncoderModel model() {
        return model;
    }

    TensorEngine tensors() {
        return backend.tensors();
    }

    /** The layout of the embeddings of a batch, of which {@code batch} is this worker's share. */
    ViewLayout layout(ViewBatch batch) {
        return shared.layout(batch);
    }

    /** The crops of all workers' views, in the order of the embeddings; empty where nobody knows. */
    List<Crop> crops(ViewBatch batch) {
        return shared.crops(batch);
    }

    /** The dataset's index of each image of the batch, the other workers' too. */
    int[] imageIndices(ViewBatch batch) {
        return shared.imageIndices(batch);
    }

    /**
     * The embeddings of a batch in training mode.
     *
     * @param batch this worker's share of it
     * @return [rows of all workers, embeddingDim], view-major; the caller closes it
     */
    public Tensor forward(ViewBatch batch) {
        before = isAlone() ? null : RunningStatistics.of(model);
        return ofAll(batch, isWhole(batch) ? model.forward(batch) : inParts(batch, model::preview));
    }

    /**
     * The same embeddings without a backward pass to follow, while batch norm tracks the statistics; see {@link
     * EncoderModel#observe}.
     *
     * @return as {@link #forward} returns them
     */
    Tensor observe(ViewBatch batch) {
        RunningStatistics old = isAlone() ? null : RunningStatistics.of(model);
        Tensor own = isWhole(batch) ? model.observe(batch) : inParts(batch, model::observe);
        if (old != null) {
            statistics.combine(model, old, passes(batch));
        }
        return ofAll(batch, own);
    }

    private Tensor ofAll(ViewBatch batch, Tensor own) {
        if (isAlone()) {
            return own;
        }
        try (own) {
            float[] all = shared.all(own.toFloats(), batch.views());
            return tensors().tensor(all, layout(batch).rows(), model.encoder().embeddingDim());
        }
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
     * Carries the gradient at the embeddings of a batch on to the encoder's weights, adding to the gradients there. With
     * several workers the gradients become the sums over all of them, so that nothing but this batch may have been carried
     * back since the last update.
     *
     * @param batch that of the last {@link #forward}, as it was then
     * @param gradient of the embeddings' shape, equal on all workers; it stays the caller's
     * @throws IllegalArgumentException if it has another shape
     */
    public void backward(ViewBatch batch, Tensor gradient) {
        if (isAlone()) {
            backwardOwn(batch, gradient);
            return;
        }
        requireShape(gradient, layout(batch).rows());
        try (Tensor own = tensors().tensor(shared.own(gradient.toFloats(), batch.views()), shape(batch))) {
            backwardOwn(batch, own);
        }
        float[] gradients = model.gradientVector();
        collective.sum(gradients);
        model.setGradientVector(gradients);
        statistics.combine(model, Objects.requireNonNull(before, "backward before forward"), passes(batch));
        before = null;
    }

    private void backwardOwn(ViewBatch batch, Tensor gradient) {
        if (isWhole(batch)) {
            model.backward(gradient);
            return;
        }
        int[] shape = shape(batch);
        requireShape(gradient, shape[0]);
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

    private void requireShape(Tensor gradient, int rows) {
        int[] expected = {rows, model.encoder().embeddingDim()};
        if (!Arrays.equals(gradient.shape(), expected)) {
            throw new IllegalArgumentException("gradient: found shape " + Arrays.toString(gradient.shape())
                    + ", expected " + Arrays.toString(expected));
        }
    }

    private boolean isAlone() {
        return collective.size() == 1;
    }

    /** How often a step tracks statistics: once for every block of every micro-batch. */
    private int passes(ViewBatch batch) {
        int microBatches = isWhole(batch) ? 1 : (batch.images() + microBatch - 1) / microBatch;
        return microBatches * batch.blocks().size();
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
