package org.s2r2.examples.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.s2r2.eval.protocol.EvaluationResult;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows its results on standard output: for people, or as one JSON object. */
final class Results {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    /** Prints {@code result} as JSON if that was asked for. */
    void print(Object result, String text) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? JSON.writeValueAsString(result) : text.stripTrailing());
        out.flush();
    }

    /** The results of one representation as lines of text. */
    static String text(String name, EvaluationResult result) {
        StringBuilder text = new StringBuilder();
        if (result.knn() != null) {
            line(text, name, "kNN top-1", result.knn().top1());
        }
        if (result.linear() != null) {
            line(text, name, "linear top-1", result.linear().top1());
        }
        if (result.retrieval() != null) {
            line(text, name, "retrieval mAP", result.retrieval().map());
            line(text, name, "recall@1", result.retrieval().recallAt1());
            line(text, name, "recall@5", result.retrieval().recallAt5());
            line(text, name, "recall@10", result.retrieval().recallAt10());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String what, double value) {
        text.append(String.format(Locale.ROOT, "%-14s%-16s%6.2f %%%n", name, what, 100 * value));
    }
}
