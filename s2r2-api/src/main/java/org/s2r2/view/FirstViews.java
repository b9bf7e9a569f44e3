package org.s2r2.view;

import java.util.ArrayList;
import java.util.List;

/** The first views of each image of a batch. */
record FirstViews(List<ViewBlock> blocks, int[] imageIndices, List<Crop> crops) implements ViewBatch {

    static ViewBatch of(ViewBatch whole, int count) {
        if (count < 1 || count > whole.views()) {
            throw new IllegalArgumentException(
                    "views: found " + count + ", expected 1 to the " + whole.views() + " of the batch");
        }
        List<ViewBlock> blocks = new ArrayList<>();
        int left = count;
        for (ViewBlock block : whole.blocks()) {
            int taken = Math.min(left, block.views());
            left -= taken;
            if (taken > 0) {
                int values = taken * block.images() * 3 * block.size() * block.size();
                blocks.add(new ViewBlock(taken, block.images(), block.size(), block.pixels().slice(0, values)));
            }
        }
        List<Crop> crops = whole.crops();
        return new FirstViews(List.copyOf(blocks), whole.imageIndices(),
                crops.isEmpty() ? crops : crops.subList(0, count * whole.images()));
    }

    @Override
    public void close() {}
}
