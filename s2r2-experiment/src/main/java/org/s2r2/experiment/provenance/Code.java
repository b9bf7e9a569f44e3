package org.s2r2.experiment.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which code this is.
 *
 * @param version of the project
 * @param revision the commit of the source tree, in hexadecimal; {@code unknown} where it was built without git
 * @param dirty whether tracked files of the tree differed from the commit when this was built
 */
public record Code(String version, String revision, boolean dirty) {

    /** The revision of a tree that has none. */
    static final String UNKNOWN = "unknown";

    private static final String DIRTY = "-dirty";

    public Code {
        Recorded.require("code.version", version);
        Recorded.require("code.revision", revision);
    }

    /** The code that runs, as the build has noted it. Where nothing was noted, as in an IDE, it is of no version. */
    public static Code running() {
        try (InputStream in = Code.class.getResourceAsStream("code.properties")) {
            Properties built = new Properties();
            if (in != null) {
                built.load(in);
            }
            return of(built.getProperty("version", "development"), built.getProperty("commit", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("code.properties: " + e.getMessage(), e);
        }
    }

    /** @param described a commit as {@code git describe --dirty} has it; anything else where there was no git */
    static Code of(String version, String described) {
        if (!described.matches("[0-9a-f]{40,64}(-dirty)?")) {
            return new Code(version, UNKNOWN, false);
        }
        boolean dirty = described.endsWith(DIRTY);
        int length = described.length() - (dirty ? DIRTY.length() : 0);
        return new Code(version, described.substring(0, length), dirty);
    }

    @Override
    public String toString() {
        return version + " " + revision + (dirty ? " with changes" : "");
    }
}
