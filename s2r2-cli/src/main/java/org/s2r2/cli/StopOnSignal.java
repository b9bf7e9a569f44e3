package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.s2r2.training.StopRequest;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, SIGTERM and SIGHUP while an encoder is trained: the first asks the training to stop, which ends the step and
 * writes a checkpoint, and the second ends the process at once.
 *
 * <p>Java's own answer to these signals is to run the shutdown hooks beside the thread that trains. DJL's hook frees its
 * arrays, and a step that is at work on them then brings down the JVM. Hooks have no order, so that one of our own could
 * not hold DJL's back; a handler of the signal can.
 */
final class StopOnSignal implements AutoCloseable {

    private static final String[] NAMES = {"INT", "TERM", "HUP"};

    private static final Queue<Path> TEMPORARY = new ConcurrentLinkedQueue<>();

    private final StopRequest request = new StopRequest();
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    /** Handles the signals until it is closed. */
    StopOnSignal() {
        for (String name : NAMES) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, this::handle));
        }
    }

    /** Has the signals end the process where nothing is trained: at once and without hooks, for the same reason. */
    static void endAtOnce() {
        for (String name : NAMES) {
            Signal.handle(new Signal(name), StopOnSignal::end);
        }
    }

    /** Has a file deleted when the process ends, by a signal or by itself; {@link java.io.File#deleteOnExit} needs hooks. */
    static void deleteAtEnd(Path file) {
        file.toFile().deleteOnExit();
        TEMPORARY.add(file);
    }

    /** The exit code of a process that a signal ended, as shells have it. */
    static int exitCode(String reason) {
        return 128 + new Signal(reason.substring("SIG".length())).getNumber();
    }

    /** What the signals ask. */
    StopRequest request() {
        return request;
    }

    private void handle(Signal signal) {
        if (request.reason().isPresent()) {
            end(signal);
        }
        request.ask("SIG" + signal.getName());
        System.err.println("SIG" + signal.getName()
                + ": the training stops after this step, with a checkpoint; once more ends it at once, without one");
    }

    private static void end(Signal signal) {
        System.err.println("ended by SIG" + signal.getName());
        for (Path file : TEMPORARY) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.err.println("cannot delete " + file + ": " + e.getMessage());
            }
        }
        Runtime.getRuntime().halt(128 + signal.getNumber());
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
