package org.s2r2.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs Jazzer, which has to be on the class path, on one reader in a process of its own. What it finds interesting is
 * kept under {@code target/fuzz} from run to run; the corpus of the project is only read.
 */
final class Fuzzer {

    private static final String INSTRUMENTED =
            String.join(File.pathSeparator, "org.s2r2.**", "com.fasterxml.**", "org.yaml.**", "com.twelvemonkeys.**");
    /** These copy every text that meets a regular expression, a hundredfold of what the readers allocate. */
    private static final String DISABLED = String.join(File.pathSeparator,
            "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks",
            "com.code_intelligence.jazzer.sanitizers.RegexInjection");

    private Fuzzer() {}

    /** @return what the fuzzer found, its last lines; empty where it found nothing in the time */
    static String run(FuzzedReader reader, Path seeds, int seconds) throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", reader.corpus());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Djava.awt.headless=true",
                        "-D" + FuzzTarget.READER + "=" + reader.getClass().getName().replaceAll("\\$\\d+$", "") + "."
                                + reader.name(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzTarget.class.getName(),
                        "--instrumentation_includes=" + INSTRUMENTED,
                        "--disabled_hooks=" + DISABLED,
                        "--reproducer_path=" + folder,
                        "-max_total_time=" + seconds,
                        "-max_len=65536",
                        "-timeout=60",
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        "-artifact_prefix=" + folder + "/",
                        corpus.toString(),
                        seeds.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int status = process.waitFor();
            List<String> lines = Files.readAllLines(log);
            return status == 0
                    ? ""
                    : "status " + status + ", see " + log + "\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } finally {
            process.destroyForcibly();
        }
    }
}
