package org.s2r2.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an index knows of a picture.
 *
 * @param name in its data set
 * @param label its class; null where it has none, or may have several
 * @param file the absolute path of its file; null for a picture that the index keeps itself
 * @param bytes the length of the file
 * @param modified when the file was written, in milliseconds since 1970; 0 for a picture that the index keeps itself
 * @param kept the SHA-256 of the PNG file that the index keeps of it; null where it has a file of its own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IndexedPicture(
        String name, @Nullable Integer label, @Nullable String file, long bytes, long modified, @Nullable String kept) {

    IndexedPicture {
        if (name == null || (file == null) == (kept == null) || kept != null && !kept.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("found the picture " + name + " with the file " + file + " and the sum "
                    + kept + ", expected a name and one of both");
        }
    }

    Path file(Path index) {
        return file == null ? keptFile(index, Objects.requireNonNull(kept, "no file and none kept")) : Path.of(file);
    }

    static Path keptFile(Path index, String sha256) {
        return index.resolve("pictures").resolve(sha256.substring(0, 2)).resolve(sha256 + ".png");
    }


    IndexedPicture withLabel(@Nullable Integer other) {
        return new IndexedPicture(name, other, file, bytes, modified, kept);
    }
}
