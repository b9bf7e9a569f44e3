package org.s2r2.experiment.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.eval.report.ComparisonReport;

/**
 * The results of all runs of a comparison, side by side. As JSON it is {@code {"rows": [...]}}, described in
 * docs/commands.md.
 */
public final class ComparisonResult {

    private final ComparisonPlan plan;
    private final List<RunResult> results;
    private final List<RowSummary> rows = new ArrayList<>();

    /** @param results of all runs of the plan */
    public ComparisonResult(ComparisonPlan plan, List<RunResult> results) {
        this.plan = plan;
        this.results = List.copyOf(results);
        for (String dataset : plan.comparison().datasets().keySet()) {
            List<RunResult> first = null;
            for (String row : plan.comparison().rows().keySet()) {
                List<RunResult> own = of(dataset, row);
                rows.add(RowSummary.of(own, first));
                first = first == null ? own : first;
            }
        }
    }

    /** The results of one row on one dataset, one a seed. */
    List<RunResult> of(String dataset, String row) {
        return results.stream()
                .filter(result -> result.dataset().equals(dataset) && result.row().equals(row))
                .toList();
    }

    @JsonProperty("rows")
    List<RowSummary> rows() {
        return rows;
    }

    ComparisonPlan plan() {
        return plan;
    }

    ResultTable table(String dataset) {
        return ResultTable.of(summaries(dataset));
    }

    /** The rows of a dataset, in the comparison's order. */
    List<RowSummary> summaries(String dataset) {
        return rows.stream().filter(row -> row.dataset().equals(dataset)).toList();
    }

    /** Runs without a result. */
    public List<RunResult> failed() {
        return results.stream().filter(RunResult::failed).toList();
    }

    public Path reportFile() {
        return plan.out().resolve("report.html");
    }

    public Path resultsFile() {
        return plan.out().resolve("results.csv");
    }

    /** Writes {@code results.csv} and {@code report.html}. */
    public void write() throws IOException {
        Files.createDirectories(plan.out());
        Files.writeString(resultsFile(), ResultsCsv.of(results));
        ComparisonReport.write(new ComparisonContent(this).data(), reportFile());
    }

    /** A table for every dataset, as lines of text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (String dataset : plan.comparison().datasets().keySet()) {
            text.append(dataset).append(", per cent:").append(System.lineSeparator()).append(table(dataset).text());
        }
        return text.toString();
    }
}
