package org.s2r2.data.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.view.BatchShare;
import org.s2r2.view.CropGroup;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;
import org.s2r2.view.ViewSource;

/**
 * Batches of random views of a dataset, made by worker threads ahead of the consumer. Images come in an order shuffled
 * by (seed, epoch), each is decoded once for all its views, and the same batches come out whatever the number of
 * threads.
 *
 * <p>Where an image of a batch turns out to be bad, the next good image behind the batch in the epoch's order (from its
 * start again after its end) takes its place, so that a batch is always full and never holds an image twice; an image
 * that stood in is seen twice in that epoch.
 *
 * <p>One of several workers makes but the views of its share of every batch, and they are those that the whole batch has
 * there. It decodes no other worker's images, unless one of its own is bad: which image takes the place of that one depends
 * on how many before it in the batch are bad.
 *
 * <p>A failure in a worker, such as bad input under {@code onBadImage: fail}, is thrown by the next call of {@code
 * next()}. The dataset is not closed by the loader.
 */
public final class ViewLoader implements ViewSource {

    private final ImageDataset dataset;
    private final ViewRecipe recipe;
    private final ViewMaker maker;
    private final long seed;
    private final int batchSize;
    private final int from;
    private final int images;
    private final List<BufferPool> pools = new ArrayList<>();
    private final LoaderWorkers workers;

    /** A loader of whole batches. */
    public ViewLoader(ImageDataset dataset, ViewRecipe recipe, long seed, LoaderSettings settings) {
        this(dataset, recipe, seed, settings, BatchShare.WHOLE);
    }

    /**
     * Starts the worker threads, which wait for an epoch to be asked for.
     *
     * @param seed decides the order of the images and all views
     * @param share which images of every batch to make
     * @throws InvalidInputException if the batch size is 1, more than the dataset has images, no multiple of the number of
     *     workers, or so large that a crop group's block would exceed 2 GiB
     */
    public ViewLoader(ImageDataset dataset, ViewRecipe recipe, long seed, LoaderSettings settings, BatchShare share) {
        this.dataset = dataset;
        this.recipe = recipe;
        this.maker = new ViewMaker(recipe, seed);
        this.seed = seed;
        this.batchSize = settings.batchSize();
        if (batchSize < 2 || batchSize > dataset.size()) {
            throw new InvalidInputException("batchSize: found " + batchSize + ", expected from 2 to the "
                    + dataset.size() + " images of " + dataset.description());
        }
        this.images = share.images(batchSize);
        this.from = share.from(batchSize);
        for (CropGroup crop : recipe.crops()) {
            pools.add(new BufferPool(blockLength(crop, images), settings.prefetch() + 1));
        }
        this.workers = new LoaderWorkers("s2r2-views", settings.workers(), settings.prefetch());
    }

    /**
     * The values of one crop group's block in a batch.
     *
     * @throws InvalidInputException if they would exceed 2 GiB
     */
    static int blockLength(CropGroup crop, int batchSize) {
        long values = 3L * crop.count() * batchSize * crop.size() * crop.size();
        if (values > Integer.MAX_VALUE / Float.BYTES) {
            throw new InvalidInputException("batchSize: found " + batchSize + ", expected so few that " + crop.count()
                    + " views of " + crop.size() + " pixels of each image fit into 2 GiB");
        }
        return (int) values;
    }

    @Override
    public int batchesPerEpoch() {
        return dataset.size() / batchSize;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int views() {
        return recipe.views();
    }

    /** @throws IllegalStateException if the loader is closed or another iteration is still open */
    @Override
    public Epoch epoch(int epoch, int first) {
        if (first < 0 || first > batchesPerEpoch()) {
            throw new IllegalArgumentException(
                    "an epoch has batches 0 to " + batchesPerEpoch() + ", found " + first + " to begin with");
        }
        EpochOrder order = new EpochOrder(dataset.size(), batchSize, seed, epoch);
        return new RunningEpoch(workers.start(new EpochJob(epoch, first, order)));
    }

    @Override
    public void close() {
        workers.close();
    }

    private record RunningEpoch(BatchRun<LoadedViews> run) implements Epoch {
        @Override
        public boolean hasNext() {
            return run.hasNext();
        }

        @Override
        public ViewBatch next() {
            return run.next();
        }

        @Override
        public void close() {
            run.close();
        }
    }

    /** Makes the batches of one epoch from {@code first} on; a part is all views of one image. */
    private final class EpochJob implements BatchJob<LoadedViews> {

        private final int epoch;
        private final int first;
        private final EpochOrder order;

        private EpochJob(int epoch, int first, EpochOrder order) {
            this.epoch = epoch;
            this.first = first;
            this.order = order;
        }

        @Override
        public int batches() {
            return batchesPerEpoch() - first;
        }

        @Override
        public int parts(int batch) {
            return images;
        }

        @Override
        public LoadedViews open(int batch) {
            return new LoadedViews(first + batch, images, recipe.crops(), pools);
        }

        @Override
        public void make(LoadedViews batch, int position) {
            if (!place(batch, position, order.image(batch.batch, from + position))) {
                batch.badPositions.add(position);
            }
        }

        /** Fills the places of bad images in order, so that the result does not depend on who found them first. */
        @Override
        public void finish(LoadedViews batch) {
            int turn = 0;
            for (int position = 0; position < from && !batch.badPositions.isEmpty(); position++) {
                if (decoded(order.image(batch.batch, position)) == null) {
                    turn = substitute(batch, turn, index -> decoded(index) != null);
                }
            }
            for (int position : batch.badPositions) {
                turn = substitute(batch, turn, index -> place(batch, position, index));
            }
        }

        /** @return the turn behind that of the first image from {@code turn} on that is taken */
        private int substitute(LoadedViews batch, int turn, IntPredicate take) {
            for (int next = turn; next < order.substitutes(); next++) {
                if (take.test(order.substitute(batch.batch, next))) {
                    return next + 1;
                }
            }
            throw new InvalidInputException("batchSize: found " + batchSize + ", expected no more than the good images of "
                    + dataset.description() + "; " + dataset.badImages() + " are bad");
        }

        /** An image; null where it is bad, which the dataset has logged and counted. */
        private @Nullable RgbImage decoded(int index) {
            try {
                return dataset.image(index);
            } catch (BadImageException e) {
                return null;
            }
        }

        private boolean place(LoadedViews batch, int position, int index) {
            RgbImage image = decoded(index);
            if (image == null) {
                return false;
            }
            batch.indices[position] = index;
            int view = 0;
            for (ViewBlock block : batch.blocks()) {
                int stride = 3 * block.size() * block.size();
                for (int i = 0; i < block.views(); i++, view++) {
                    int offset = (i * images + position) * stride;
                    batch.crops[view * images + position] = maker.make(image, index, epoch, view, block.pixels(), offset);
                }
            }
            return true;
        }
    }
}
