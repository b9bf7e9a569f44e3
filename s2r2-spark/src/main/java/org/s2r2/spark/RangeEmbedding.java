package org.s2r2.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.s2r2.spark.table.EmbeddedRows;
import org.s2r2.spark.table.FolderMirror;
import org.s2r2.spark.table.RemoteFolder;

/**
 * What a task does with a range of images.
 *
 * @param names of all images, as they are in the process that asks
 * @param remote the folder they are in, where workers do not see it as their own; else null
 */
record RangeEmbedding(EmbeddingSpec spec, Broadcast<String[]> names, Broadcast<RemoteFolder> remote) implements Serializable {

    /** The rows of the images from one index to before another. */
    EmbeddedRows of(int from, int to) {
        if (remote == null) {
            return embedded(spec, from, to);
        }
        FolderMirror mirror = FolderMirror.of(remote.value());
        try (FolderMirror.Fetched fetched = mirror.fetch(List.of(names.value()).subList(from, to))) {
            return embedded(spec.below(mirror.root()), from, to);
        }
    }

    private EmbeddedRows embedded(EmbeddingSpec here, int from, int to) {
        return OpenEmbedders.use(here, names.value(), embedder -> EmbeddedRows.of(embedder.range(from, to), from));
    }
}
