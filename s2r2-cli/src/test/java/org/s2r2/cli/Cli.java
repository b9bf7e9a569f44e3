package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * One run of the command line within this JVM, and all that it said.
 *
 * @param exit the exit code
 * @param out standard output
 * @param err what the command itself wrote to standard error
 * @param log what logging wrote to standard error
 */
public record Cli(int exit, String out, String err, String log) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static Cli run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            CommandLine command = Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));
            int exit = command.execute(Stream.of(args).map(String::valueOf).toArray(String[]::new));
            return new Cli(exit, out.toString(), err.toString(), log.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** Requires success. */
    public Cli done() {
        assertThat(exit).as("exit code; standard error: " + err + log).isZero();
        return this;
    }

    /** Standard output as the one JSON object that it has to be. */
    JsonNode json() throws JsonProcessingException {
        assertThat(out.lines()).as("lines of standard output").hasSize(1);
        return JSON.readTree(out);
    }

    /** Requires exit code 2 and one sentence on standard error that holds these words, without a stack trace. */
    void refuses(Object... words) {
        assertThat(exit).as("exit code; standard error: " + err + log).isEqualTo(2);
        assertThat(out).as("standard output").isEmpty();
        List<String> lines = err.lines().toList();
        assertThat(lines).as("lines of standard error").hasSize(1);
        assertThat(lines.get(0)).startsWith("error: ");
        for (Object word : words) {
            assertThat(lines.get(0)).contains(String.valueOf(word));
        }
        assertThat(err + log).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("ERROR");
    }
}
