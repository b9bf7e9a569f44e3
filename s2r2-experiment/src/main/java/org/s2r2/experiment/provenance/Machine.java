package org.s2r2.experiment.provenance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a program runs.
 *
 * @param java the version of the runtime
 * @param system the operating system with its version, and the architecture
 * @param processor the model; {@code unknown} where the system does not say it in {@code /proc/cpuinfo}
 * @param processors how many of them the program may use
 */
public record Machine(String java, String system, String processor, int processors) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String UNKNOWN = "unknown";

    public Machine {
        Recorded.require("machine.java", java);
        Recorded.require("machine.system", system);
        Recorded.require("machine.processor", processor);
        Recorded.requireFrom(1, "machine.processors", processors);
    }

    /** This machine. */
    public static Machine here() {
        return new Machine(
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                processor(PROCESSORS),
                Runtime.getRuntime().availableProcessors());
    }

    /** The value behind the first {@code model name} of such a file. */
    static String processor(Path file) {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .filter(line -> line.matches("model name\\s*:.*"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .filter(name -> !name.isEmpty())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN; // some systems list the file and give nothing
        }
    }
}
