package org.s2r2.data.loader;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.image.BadImageException;
import org.s2r2.settings.InvalidInputException;

/**
 * A whole dataset in its order, transformed for evaluation by worker threads ahead of the consumer. The last batch may
 * hold fewer images than the others, and so may one with bad images, which are left out.
 *
 * <pre>{@code
 * try (EvalLoader loader = new EvalLoader(dataset, transform, settings); EvalLoader.Pass pass = loader.pass()) {
 *     while (pass.hasNext()) {
 *         try (EvalBatch batch = pass.next()) {
 *             features.add(encoder.forward(batch.pixels()), batch.labels());
 *         }
 *     }
 * }
 * }</pre>
 */
public final class EvalLoader implements AutoCloseable {

    private final ImageDataset dataset;
    private final EvalTransform transform;
    private final int batchSize;
    private final BufferPool pool;
    private final LoaderWorkers workers;

    /**
     * Starts the worker threads, which wait for a pass to be asked for.
     *
     * @throws InvalidInputException if the batch size is so large that a batch would exceed 2 GiB
     */
    public EvalLoader(ImageDataset dataset, EvalTransform transform, LoaderSettings settings) {
        this.dataset = dataset;
        this.transform = transform;
        this.batchSize = Math.min(settings.batchSize(), dataset.size());
        long values = 3L * batchSize * transform.size() * transform.size();
        if (values > Integer.MAX_VALUE / Float.BYTES) {
            throw new InvalidInputException("batchSize: found " + batchSize + ", expected so few that images of "
                    + transform.size() + " pixels fit into 2 GiB");
        }
        this.pool = new BufferPool((int) values, settings.prefetch() + 1);
        this.workers = new LoaderWorkers("s2r2-eval", settings.workers(), settings.prefetch());
    }

    /**
     * Goes through the dataset once. The caller closes each batch when it is done with it, and the pass at the end
     * (also early).
     *
     * @throws IllegalStateException if the loader is closed or another pass is still open
     */
    public Pass pass() {
        return new Pass(workers.start(new PassJob()));
    }

    @Override
    public void close() {
        workers.close();
    }

    /** An iteration over the batches of a dataset. */
    public static final class Pass implements Iterator<EvalBatch>, AutoCloseable {

        private final BatchRun<EvalBatch> run;
        private @Nullable EvalBatch ahead;

        private Pass(BatchRun<EvalBatch> run) {
            this.run = run;
        }

        /** Waits for a batch that has images; errors of the workers surface here or in {@link #next()}. */
        @Override
        public boolean hasNext() {
            while (ahead == null && run.hasNext()) {
                EvalBatch batch = run.next();
                if (batch.images() > 0) {
                    ahead = batch;
                } else {
                    batch.close();
                }
            }
            return ahead != null;
        }

        @Override
        public EvalBatch next() {
            EvalBatch batch = hasNext() ? ahead : null;
            if (batch == null) {
                throw new NoSuchElementException("the pass is over");
            }
            ahead = null;
            return batch;
        }

        @Override
        public void close() {
            if (ahead != null) {
                ahead.close();
                ahead = null;
            }
            run.close();
        }
    }

    /** Makes the batches of a pass; a part is one image. */
    private final class PassJob implements BatchJob<EvalBatch> {

        @Override
        public int batches() {
            return (dataset.size() + batchSize - 1) / batchSize;
        }

        @Override
        public int parts(int batch) {
            return Math.min(batchSize, dataset.size() - batch * batchSize);
        }

        @Override
        public EvalBatch open(int batch) {
            return new EvalBatch(transform.size(), batch * batchSize, parts(batch), pool);
        }

        @Override
        public void make(EvalBatch batch, int position) {
            int index = batch.index(position);
            try {
                transform.apply(dataset.image(index), batch.buffer(), position * batch.stride());
                batch.setLabel(position, dataset.label(index));
            } catch (BadImageException e) {
                batch.leaveOut(position); // the dataset has logged and counted it
            }
        }

        @Override
        public void finish(EvalBatch batch) {
            batch.compact();
        }
    }
}
