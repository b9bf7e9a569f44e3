package org.s2r2.search.explore;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Encoded pictures, up to a number of bytes; those that were used longest ago go first. Safe for several threads. */
final class PictureCache {

    private final long most;
    private final Map<String, EncodedPicture> pictures = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param most the most bytes of all pictures together */
    PictureCache(long most) {
        this.most = most;
    }

    synchronized Optional<EncodedPicture> get(String name) {
        return Optional.ofNullable(pictures.get(name));
    }

    synchronized void put(String name, EncodedPicture picture) {
        EncodedPicture before = pictures.put(name, picture);
        bytes += picture.content().length - (before == null ? 0 : before.content().length);
        Iterator<EncodedPicture> oldest = pictures.values().iterator();
        while (bytes > most && oldest.hasNext()) {
            bytes -= oldest.next().content().length;
            oldest.remove();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
