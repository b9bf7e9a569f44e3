package org.s2r2.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Figure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows its results on standard output: for people, or as one JSON object. */
final class Results {

    // The same bytes in every locale, whatever its charset.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    /**
     * Prints {@code result} as JSON if that was asked for.
     *
     * @throws IOException if standard output does not take all of it, such as a file on a full disk
     */
    void print(Object result, String text) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? JSON.writeValueAsString(result) : text.stripTrailing());
        // The writer that picocli makes hides the errors of the stream behind it.
        if (out.checkError() || System.out.checkError()) {
            throw new IOException("standard output: not all of the result could be written, such as to a full disk or to a program"
                    + " that has ended");
        }
    }

    /** The results of one representation as lines of text. */
    static String text(String name, EvaluationResult result) {
        StringBuilder text = new StringBuilder();
        for (Figure figure : result.figures()) {
            text.append(String.format(
                    Locale.ROOT, "%-14s%-20s%6.2f %%", name, figure.heading(), 100 * figure.value().doubleValue()));
            if (figure.deviation() > 0) {
                text.append(String.format(Locale.ROOT, " ± %.2f", 100 * figure.deviation()));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
