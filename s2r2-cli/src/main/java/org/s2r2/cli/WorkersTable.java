package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.bench.WorkersResult;
import org.s2r2.settings.InvalidInputException;

/** What {@code bench step --workers} shows. */
final class WorkersTable {

    private WorkersTable() {}

    /** @throws InvalidInputException if somebody says how many threads a process has */
    static void requireThreads(List<String> overrides) {
        for (String override : overrides) {
            if (override.startsWith("backend.threads=")) {
                throw new InvalidInputException("--set " + override
                        + ": found beside --workers, expected it not, as workers have one thread and the process has as many as there"
                        + " are workers");
            }
        }
    }

    static String text(List<WorkersResult> measured) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-9s %7s %9s %-19s %9s %10s %-15s %7s%n",
                "processes", "threads", "views/s", "[min .. max]", "ms/step", "collective", "[min .. max]", "ratio"));
        for (WorkersResult row : measured) {
            RoundStatistics rate = row.viewsPerSecond();
            RoundStatistics share = row.collectiveShare();
            text.append(String.format(Locale.ROOT, "%-9d %7d %9.1f %-19s %9.2f %8.1f %% %-15s %7.3f%n",
                    row.processes(), row.threads(), rate.median(),
                    String.format(Locale.ROOT, "[%.1f .. %.1f]", rate.min(), rate.max()),
                    1e3 * row.stepSeconds(), 100 * share.median(),
                    String.format(Locale.ROOT, "[%.1f .. %.1f]", 100 * share.min(), 100 * share.max()),
                    row.ratio().median()));
        }
        return text.toString();
    }

    static ObjectNode json(List<WorkersResult> measured) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = json.putArray("rows");
        for (WorkersResult row : measured) {
            ObjectNode node = rows.addObject().put("name", "step/" + row.processes() + "x" + row.threads())
                    .put("processes", row.processes()).put("threads", row.threads());
            BenchCommand.put(node, row.viewsPerSecond(), "views/s")
                    .put("stepMs", 1e3 * row.stepSeconds())
                    .put("collectiveShare", row.collectiveShare().median());
            BenchCommand.putRatio(node, row.ratio()).put("loss", row.loss());
        }
        return json;
    }
}
