package org.s2r2.baseline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.tensor.HostArray;
import org.s2r2.view.ViewLayout;

/** The latest embeddings of some views of past batches: for each of the first views a matrix, the newest rows first. */
final class FeatureQueue {

    private static final String PREFIX = "queue.";

    private final int length;
    private final HostArray[] rows;

    /**
     * @param views how many views are queued, from the first
     * @param length how many rows are kept of each at most; batches are kept whole
     */
    FeatureQueue(int views, int length) {
        this.length = length;
        this.rows = new HostArray[views];
        Arrays.fill(rows, HostArray.matrix(new float[0], 0, 0));
    }

    /** The rows of a full queue for batches of so many images. */
    int capacity(int images) {
        return length - length % images;
    }

    boolean isFull(int images) {
        return length > 0 && rows[0].rows() == capacity(images);
    }

    /** What is queued of a view, [rows, dim], the newest first. */
    HostArray rows(int view) {
        return rows[view];
    }

    /** Puts the embeddings of a batch, [rows, dim] in its layout, before the older ones, and drops the oldest. */
    void add(float[] embeddings, ViewLayout layout) {
        int dim = embeddings.length / layout.rows();
        int added = layout.images() * dim;
        for (int view = 0; view < rows.length; view++) {
            float[] older = rows[view].values();
            float[] values = new float[Math.min(capacity(layout.images()) * dim, added + older.length)];
            for (int image = 0; image < layout.images(); image++) {
                System.arraycopy(embeddings, layout.row(image, view) * dim, values, image * dim, dim);
            }
            System.arraycopy(older, 0, values, added, values.length - added);
            rows[view] = HostArray.matrix(values, values.length / dim, dim);
        }
    }

    /** One entry a view; empty where nothing is ever queued. */
    Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        for (int view = 0; length > 0 && view < rows.length; view++) {
            state.put(PREFIX + view, rows[view]);
        }
        return state;
    }

    /** @throws IllegalArgumentException if the state is that of another queue; nothing is changed then */
    void load(Map<String, HostArray> state) {
        Map<String, HostArray> own = state();
        if (!state.keySet().equals(own.keySet())) {
            throw new IllegalArgumentException("a queue has the entries " + own.keySet() + ", found " + state.keySet());
        }
        state.forEach((name, array) -> {
            if (array.shape().length != 2 || array.rows() > length) {
                throw new IllegalArgumentException(name + ": found shape " + Arrays.toString(array.shape())
                        + ", expected [rows, dim] with " + length + " rows or fewer");
            }
        });
        for (int view = 0; view < own.size(); view++) {
            rows[view] = state.get(PREFIX + view);
        }
    }
}
