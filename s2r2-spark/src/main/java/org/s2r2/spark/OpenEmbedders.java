package org.s2r2.spark;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.s2r2.data.ImageDataset;
import org.s2r2.experiment.ImageEmbedder;
import org.s2r2.settings.InvalidInputException;

/** The encoders that are open in the process of a worker, kept from one of its tasks to the next. */
final class OpenEmbedders {

    private static final ConcurrentHashMap<EmbeddingSpec, Queue<ImageEmbedder>> IDLE = new ConcurrentHashMap<>();

    private OpenEmbedders() {}

    /** What a task does with an encoder. */
    interface Use<T> {
        T with(ImageEmbedder embedder);
    }

    /**
     * Uses an encoder that no other task uses meanwhile.
     *
     * @param names of all images, as they are on other machines
     * @throws InvalidInputException if images are missing here or there
     */
    static <T> T use(EmbeddingSpec spec, String[] names, Use<T> use) {
        Queue<ImageEmbedder> idle = IDLE.computeIfAbsent(spec, key -> new ConcurrentLinkedQueue<>());
        ImageEmbedder embedder = idle.poll();
        if (embedder == null) {
            embedder = spec.open();
            try {
                requireSame(embedder.images(), names);
            } catch (InvalidInputException e) {
                embedder.close();
                throw e;
            }
        }
        T result = use.with(embedder);
        idle.add(embedder);
        return result;
    }

    static void requireSame(ImageDataset images, String... names) {
        int size = images.size();
        for (int i = 0; i < Math.max(size, names.length); i++) {
            String here = i < size ? images.name(i) : null;
            String there = i < names.length ? names[i] : null;
            if (there != null && !there.equals(here)) {
                throw new InvalidInputException(images.description() + ": '" + there
                        + "' is not among the images at its place " + i + (here == null ? "" : ", where '" + here + "' is")
                        + "; expected the same images on every machine");
            }
            if (there == null) {
                throw new InvalidInputException(images.description() + ": has '" + here
                        + "', which other machines have not; expected the same images on every machine");
            }
        }
    }
}
