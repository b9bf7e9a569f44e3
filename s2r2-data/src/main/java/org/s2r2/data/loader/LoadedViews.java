package org.s2r2.data.loader;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.s2r2.view.Crop;
import org.s2r2.view.CropGroup;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** A batch of views in buffers of the loader's pools. */
final class LoadedViews implements ViewBatch, BatchJob.Batch {

    final int batch;

    /** Positions whose image turned out to be bad, until others stand in for them. */
    final ConcurrentSkipListSet<Integer> badPositions = new ConcurrentSkipListSet<>();

    final int[] indices;

    /** By row; null where a view shows no part of any image. */
    final @Nullable Crop[] crops;
    private final List<BufferPool> pools;
    private final List<ViewBlock> blocks;
    private final AtomicBoolean closed = new AtomicBoolean();

    LoadedViews(int batch, int images, List<CropGroup> crops, List<BufferPool> pools) {
        this.batch = batch;
        this.indices = new int[images];
        this.pools = pools;
        List<ViewBlock> made = new ArrayList<>();
        for (int i = 0; i < crops.size(); i++) {
            FloatBuffer buffer = pools.get(i).take();
            made.add(new ViewBlock(crops.get(i).count(), images, crops.get(i).size(), buffer));
        }
        blocks = List.copyOf(made);
        this.crops = new Crop[views() * images];
    }

    @Override
    public List<ViewBlock> blocks() {
        return blocks;
    }

    @Override
    public int[] imageIndices() {
        return indices.clone();
    }

    @Override
    public List<Crop> crops() {
        return Arrays.asList(crops).contains(null) ? List.of() : List.of(crops);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            for (int i = 0; i < blocks.size(); i++) {
                pools.get(i).giveBack(blocks.get(i).pixels());
            }
        }
    }
}
