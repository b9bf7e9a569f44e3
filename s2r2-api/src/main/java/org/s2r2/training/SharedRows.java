package org.s2r2.training;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.collective.Collective;
import org.s2r2.view.Crop;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewLayout;

/**
 * The rows of a batch whose images several workers share, see {@link org.s2r2.view.BatchShare}: those of each worker are
 * brought into the order that one process has them in, view-major over all images.
 */
final class SharedRows {

    /** Numbers below 2^16 are exact in a float, even as a sum. */
    private static final int HALF_INT = 16;

    private static final int CROP_VALUES = 4;

    private final Collective collective;

    SharedRows(Collective collective) {
        this.collective = collective;
    }

    /** The layout of all workers' rows. */
    ViewLayout layout(ViewBatch share) {
        return collective.size() == 1
                ? share.layout()
                : ViewLayout.viewMajor(share.images() * collective.size(), share.views());
    }

    /**
     * Gathers the rows of all workers.
     *
     * @param own [views * images of the share, any number of values], view-major
     * @return [views * images of the batch, the same number of values], view-major
     */
    float[] all(float[] own, int views) {
        float[] gathered = collective.gather(own);
        float[] all = new float[gathered.length];
        int length = own.length / views;
        for (int rank = 0; rank < collective.size(); rank++) {
            for (int view = 0; view < views; view++) {
                System.arraycopy(gathered, rank * own.length + view * length, all, start(rank, view, length), length);
            }
        }
        return all;
    }

    /** The inverse of {@link #all}: this worker's rows among those of all, without a word to the others. */
    float[] own(float[] all, int views) {
        float[] own = new float[all.length / collective.size()];
        int length = own.length / views;
        for (int view = 0; view < views; view++) {
            System.arraycopy(all, start(collective.rank(), view, length), own, view * length, length);
        }
        return own;
    }

    private int start(int rank, int view, int length) {
        return (view * collective.size() + rank) * length;
    }

    /** {@link ViewBatch#crops} of the whole batch; empty where a worker does not know its own. */
    List<Crop> crops(ViewBatch share) {
        if (collective.size() == 1) {
            return share.crops();
        }
        // A crop that is not known has a width of 0, which no other has.
        float[] own = new float[share.views() * share.images() * CROP_VALUES];
        int next = 0;
        for (Crop crop : share.crops()) {
            own[next++] = crop.x();
            own[next++] = crop.y();
            own[next++] = crop.width();
            own[next++] = crop.height();
        }
        float[] all = all(own, share.views());
        List<Crop> crops = new ArrayList<>();
        for (int i = 0; i < all.length; i += CROP_VALUES) {
            if (all[i + 2] == 0) {
                return List.of();
            }
            crops.add(new Crop((int) all[i], (int) all[i + 1], (int) all[i + 2], (int) all[i + 3]));
        }
        return List.copyOf(crops);
    }

    /** {@link ViewBatch#imageIndices} of the whole batch. */
    int[] imageIndices(ViewBatch share) {
        int[] indices = share.imageIndices();
        if (collective.size() == 1) {
            return indices;
        }
        float[] halves = new float[2 * indices.length];
        for (int i = 0; i < indices.length; i++) {
            halves[2 * i] = indices[i] >>> HALF_INT;
            halves[2 * i + 1] = indices[i] & 0xffff;
        }
        float[] all = collective.gather(halves);
        int[] found = new int[all.length / 2];
        for (int i = 0; i < found.length; i++) {
            found[i] = (int) all[2 * i] << HALF_INT | (int) all[2 * i + 1];
        }
        return found;
    }
}
