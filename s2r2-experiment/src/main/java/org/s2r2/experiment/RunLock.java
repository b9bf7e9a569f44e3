package org.s2r2.experiment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write into the folder of a run or an index, which one process has at a time: a lock of the operating system on a file in
 * the folder. The lock ends with the process, however that ends; the file stays and means nothing by itself.
 */
public final class RunLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

    /** Locked by this JVM. A second channel on such a file is never opened: closing it would end the first one's lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** What one process does with a run while others may not do the same. An evaluation may go on beside a training. */
    public enum Work {
        TRAINING(".training.lock", "is training this run", "; wait until it has ended, or choose another folder with --out"),
        EVALUATION(".evaluation.lock", "is evaluating this run", "; wait until it has ended"),
        INDEXING(".indexing.lock", "is writing this index", "; wait until it has ended");

        private final String file;
        private final String doing;
        private final String advice;

        Work(String file, String doing, String advice) {
            this.file = file;
            this.doing = doing;
            this.advice = advice;
        }
    }

    private static final long POLL_MILLISECONDS = 100;

    /** How a file is locked: null where another process has the lock. */
    interface Locking {
        @Nullable FileLock lock(FileChannel channel) throws IOException;
    }

    private final RunFolder run;
    private final Work work;
    private final Locking locking;
    private @Nullable Path held;
    private @Nullable FileChannel channel;

    private RunLock(RunFolder run, Work work, Locking locking) {
        this.run = run;
        this.work = work;
        this.locking = locking;
    }

    /**
     * Takes the lock of a folder. Where there is no folder yet, {@link #createFolder} takes it.
     *
     * @throws InvalidInputException if somebody else has it
     * @throws IOException if nothing can be written into the folder
     */
    public static RunLock take(RunFolder run, Work work) throws IOException {
        return take(run, work, FileChannel::tryLock);
    }

    static RunLock take(RunFolder run, Work work, Locking locking) throws IOException {
        RunLock lock = new RunLock(run, work, locking);
        if (Files.isDirectory(run.path())) {
            lock.take();
        }
        return lock;
    }

    /**
     * Waits until nobody has the lock of a folder.
     *
     * @param whose what to call whoever has it, in messages
     * @throws InvalidInputException if somebody still has it after so long
     */
    static void await(RunFolder run, Work work, String whose, Duration longest) throws IOException {
        long end = System.nanoTime() + longest.toNanos();
        for (boolean waits = false; ; waits = true) {
            try {
                take(run, work).close();
                return;
            } catch (InvalidInputException e) {
                if (System.nanoTime() > end) {
                    throw new InvalidInputException(run.path() + ": " + whose + " " + work.doing + " after "
                            + longest.toSeconds() + " s yet, expected that it ends; end its process, and go on with --resume", e);
                }
                if (!waits) {
                    LOG.warn("{}: {} {} yet; waiting for its end, up to {} s", run.path(), whose, work.doing, longest.toSeconds());
                }
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(POLL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Creates the folder where there is none yet, and takes its lock.
     *
     * @throws InvalidInputException if somebody else began a run there meanwhile
     */
    void createFolder() throws IOException {
        if (held != null) {
            return;
        }
        Files.createDirectories(run.path());
        take();
        if (run.exists()) {
            throw new InvalidInputException(run.path() + ": another process began a run here; choose another folder with --out");
        }
    }

    private void take() throws IOException {
        Path file = run.path().toRealPath().resolve(work.file);
        if (!HELD.add(file)) {
            throw refused();
        }
        held = file;
        try {
            FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = opened;
            if (!locked(opened)) {
                throw refused();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where a file system has no locks, nobody is kept out. */
    private boolean locked(FileChannel opened) {
        try {
            return locking.lock(opened) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("{}: cannot be locked ({}); nothing keeps a second process from writing into this folder", held,
                    e.getMessage());
            return true;
        }
    }

    private InvalidInputException refused() {
        return new InvalidInputException(run.path() + ": another process " + work.doing + work.advice);
    }

    @Override
    public void close() throws IOException {
        if (held == null) {
            return;
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(held);
            held = null;
        }
    }
}
