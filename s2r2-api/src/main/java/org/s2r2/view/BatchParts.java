package org.s2r2.view;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts batches into parts of some images with all their views. The rows of a part do not lie together in the batch, so
 * that they are copied, into buffers that are used again and again.
 */
public final class BatchParts {

    private final List<FloatBuffer> buffers = new ArrayList<>();

    private record Part(List<ViewBlock> blocks, int[] imageIndices) implements ViewBatch {
        @Override
        public void close() {}
    }

    /**
     * The images from one position in the batch to another, with all their views.
     *
     * @param from the first image, from 0
     * @param to after the last image
     * @return valid until the next part is cut; closing it does nothing
     * @throws IllegalArgumentException if the batch has no such images
     */
    public ViewBatch part(ViewBatch batch, int from, int to) {
        if (from < 0 || from >= to || to > batch.images()) {
            throw new IllegalArgumentException("images: found " + from + " to " + to + ", expected a range within the "
                    + batch.images() + " images of the batch");
        }
        List<ViewBlock> blocks = new ArrayList<>();
        for (int position = 0; position < batch.blocks().size(); position++) {
            blocks.add(part(batch.blocks().get(position), position, from, to - from));
        }
        return new Part(List.copyOf(blocks), Arrays.copyOfRange(batch.imageIndices(), from, to));
    }

    private ViewBlock part(ViewBlock block, int position, int from, int images) {
        int image = 3 * block.size() * block.size();
        FloatBuffer pixels = buffer(position, block.views() * images * image);
        for (int view = 0; view < block.views(); view++) {
            pixels.put(view * images * image, block.pixels(), (view * block.images() + from) * image, images * image);
        }
        return new ViewBlock(block.views(), images, block.size(), pixels);
    }

    /** The buffer for the blocks at a position, as long as asked for. */
    private FloatBuffer buffer(int position, int length) {
        if (position == buffers.size()) {
            buffers.add(FloatBuffer.allocate(0));
        }
        if (buffers.get(position).capacity() < length) {
            buffers.set(position, ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer());
        }
        return buffers.get(position).slice(0, length);
    }
}
