package org.s2r2.experiment.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.s2r2.experiment.compare.Statistics.Difference;
import org.s2r2.experiment.compare.Statistics.Metric;

/**
 * The rows of a comparison on one dataset as cells of text: accuracies in per cent, each with its paired difference
 * from the first row.
 *
 * @param columns the headings
 * @param rows as many cells in each
 */
record ResultTable(List<String> columns, List<List<String>> rows) {

    private static final String GAP = "   ";

    /** @param summaries of one dataset, the first row first */
    static ResultTable of(List<RowSummary> summaries) {
        Set<String> keys = Headlines.of(summaries);
        List<String> columns = new ArrayList<>(List.of("row", "seeds"));
        for (String key : keys) {
            columns.add(Headlines.heading(key));
            if (summaries.size() > 1) {
                columns.add("from " + summaries.get(0).row());
            }
        }
        columns.addAll(List.of("seconds", "views/s", "views"));
        List<List<String>> rows = new ArrayList<>();
        for (RowSummary summary : summaries) {
            List<String> row = new ArrayList<>(List.of(summary.row(), seeds(summary)));
            for (String key : keys) {
                Metric metric = summary.metrics().get(key);
                row.add(metric == null ? "" : mean(metric));
                if (summaries.size() > 1) {
                    row.add(metric == null || metric.difference() == null ? "" : difference(metric.difference()));
                }
            }
            row.add(number("%.1f", summary.seconds()));
            row.add(number("%.0f", summary.viewsPerSecond()));
            row.add(String.valueOf(summary.views()));
            rows.add(row);
        }
        return new ResultTable(columns, rows);
    }

    private static String seeds(RowSummary summary) {
        int done = summary.metrics().values().stream().mapToInt(Metric::seeds).max().orElse(0);
        return summary.failed() == null ? String.valueOf(done) : done + ", " + summary.failed().size() + " failed";
    }

    private static String mean(Metric metric) {
        String mean = String.format(Locale.ROOT, "%.2f", 100 * metric.mean());
        return metric.deviation() == null
                ? mean
                : mean + String.format(Locale.ROOT, " (sd %.2f)", 100 * metric.deviation());
    }

    private static String difference(Difference difference) {
        String mean = String.format(Locale.ROOT, "%+.2f", 100 * difference.mean());
        return difference.low() == null || difference.high() == null
                ? mean
                : mean + String.format(Locale.ROOT, " [%+.2f, %+.2f]", 100 * difference.low(), 100 * difference.high());
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }

    /** Lines with aligned columns. */
    String text() {
        List<List<String>> lines = new ArrayList<>(List.of(columns));
        lines.addAll(rows);
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int c = column;
                int width = lines.stream().mapToInt(other -> other.get(c).length()).max().orElseThrow();
                padded.append(line.get(column)).append(" ".repeat(width - line.get(column).length())).append(GAP);
            }
            text.append(padded.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
