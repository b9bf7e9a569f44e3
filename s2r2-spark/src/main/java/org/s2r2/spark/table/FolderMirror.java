package org.s2r2.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/**
 * A local folder with the names of a remote one, so that data sets find in it what they find there. Its files are empty, but
 * for the beginning of those whose names say nothing, and for those that were fetched. It goes with the process.
 */
public final class FolderMirror {

    private static final ConcurrentHashMap<String, FolderMirror> OPEN = new ConcurrentHashMap<>();

    private final RemoteFolder remote;
    private final Path root;
    private final Map<String, byte[]> beginnings = new HashMap<>();

    private FolderMirror(RemoteFolder remote) {
        this.remote = remote;
        try {
            this.root = Utils.createTempDir(Utils.getLocalDir(SparkEnv.get().conf()), "s2r2-pictures").toPath().toRealPath();
            for (int i = 0; i < remote.names().length; i++) {
                String name = remote.names()[i];
                beginnings.put(name, remote.beginnings()[i]);
                Files.createDirectories(root.resolve(name).getParent());
                Files.write(root.resolve(name), remote.beginnings()[i]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a local folder for " + remote.uri() + ": " + e.getMessage(), e);
        }
    }

    /** The mirror of this process, the same for all tasks of an application. */
    public static FolderMirror of(RemoteFolder remote) {
        return OPEN.computeIfAbsent(
                SparkEnv.get().conf().get("spark.app.id", "") + " " + remote.uri(), key -> new FolderMirror(remote));
    }

    /** Where it is. */
    public Path root() {
        return root;
    }

    /** Text about the mirror, as text about the remote folder. */
    public String asRemote(String text) {
        return text.replace(root.toString(), remote.uri());
    }

    /** Files that were fetched, until this is closed. */
    public interface Fetched extends AutoCloseable {
        @Override
        void close();
    }

    /** Fetches files. No two tasks may fetch the same at once. */
    public Fetched fetch(List<String> names) {
        names.forEach(name -> remote.copy(name, root.resolve(name)));
        return () -> names.forEach(this::forget);
    }

    private void forget(String name) {
        try {
            Files.write(root.resolve(name), beginnings.get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(root.resolve(name) + ": " + e.getMessage(), e);
        }
    }
}
