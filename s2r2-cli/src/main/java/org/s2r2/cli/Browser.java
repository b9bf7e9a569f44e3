package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The browser of the system. */
final class Browser {

    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);

    private Browser() {}

    /**
     * Opens an address, by way of a file that leads to it and that its owner alone can read: everybody on a machine sees the
     * arguments of its processes, and the address has a token in it. The file is there until the process ends. Where no browser
     * could be opened, the log says so.
     */
    static void open(String address) throws IOException {
        Path file = Files.createTempFile("s2r2-", ".html");
        StopOnSignal.deleteAtEnd(file);
        Files.writeString(file, "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
                + "<meta http-equiv=\"refresh\" content=\"0; url=" + address + "\"><title>S2R2</title>");
        try {
            new ProcessBuilder("xdg-open", file.toString()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                    .onExit().thenAccept(ended -> {
                        if (ended.exitValue() != 0) {
                            LOG.warn("--open: found no browser to open (xdg-open ended with {}); open the address by hand",
                                    ended.exitValue());
                        }
                    });
        } catch (IOException e) {
            LOG.warn("--open: this system has no xdg-open ({}); open the address by hand", e.getMessage());
        }
    }
}
