package org.s2r2.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.s2r2.file.WholeFile;
import org.s2r2.training.StopRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Tells workers that they are asked to stop: a file in a folder that all see, which holds the reason. What Spark itself tells
 * a task, that it is cancelled, ends the connection to it at once, and nobody could wait for its checkpoint.
 */
record StopFile(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(StopFile.class);
    private static final long POLL_MILLISECONDS = 250;
    private static final String[] TERMINAL_SIGNALS = {"INT", "HUP"};

    static StopFile in(Path folder) {
        return new StopFile(folder.resolve(".stop"));
    }

    /** Asks the workers; whether there is a folder yet, so that they can hear of it. */
    boolean ask(String reason) {
        if (!Files.isDirectory(path.getParent())) {
            return false;
        }
        try {
            WholeFile.write(path, reason.getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            LOG.warn("{}: cannot be written ({}), so that the workers end without a checkpoint", path, e.toString());
            return false;
        }
    }

    /** Whether somebody asks. */
    boolean isThere() {
        return Files.exists(path);
    }

    /** Takes back what was asked. */
    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{}: cannot be deleted ({}); workers that find it stop", path, e.toString());
        }
    }

    /** The end of watching. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * In a worker: passes on what is asked, until it is closed. A terminal sends its signals to the workers on its machine too;
     * from now on these leave them to the process that was started there.
     */
    Watch watch(StopRequest stop) {
        for (String signal : TERMINAL_SIGNALS) {
            Signal.handle(new Signal(signal), SignalHandler.SIG_IGN);
        }
        Thread thread = new Thread(() -> poll(stop), "s2r2-stop-file");
        thread.setDaemon(true);
        thread.start();
        return thread::interrupt;
    }

    private void poll(StopRequest stop) {
        try {
            while (stop.reason().isEmpty()) {
                if (isThere()) {
                    stop.ask(Files.readString(path).strip());
                    return;
                }
                Thread.sleep(POLL_MILLISECONDS);
            }
        } catch (IOException e) {
            LOG.warn("{}: cannot be read ({})", path, e.toString());
            stop.ask("a stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
