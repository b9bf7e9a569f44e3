package org.s2r2.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.s2r2.file.AbsolutePath;

/** Where a table is, however its path or URI is spelled. */
record TablePlace(String place) {

    /** Links are followed on this machine; of other file systems only the spelling of a URI is made one. */
    static TablePlace of(String spelled) {
        String place = spelled.replaceFirst("/+$", "");
        if (!place.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            return here(Path.of(place));
        }
        try {
            URI uri = URI.create(place);
            return "file".equalsIgnoreCase(uri.getScheme())
                    ? here(Path.of(uri.getPath()))
                    : new TablePlace(uri.normalize().toString());
        } catch (IllegalArgumentException e) {
            // Hadoop takes more for a URI than Java does.
            return new TablePlace(place);
        }
    }

    private static TablePlace here(Path path) {
        Path absolute = AbsolutePath.of(path);
        try {
            return new TablePlace(absolute.toRealPath().toString());
        } catch (IOException e) {
            // Nothing is there; whoever reads it says so.
            return new TablePlace(absolute.toString());
        }
    }
}
