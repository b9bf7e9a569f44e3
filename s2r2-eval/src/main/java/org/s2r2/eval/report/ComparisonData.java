package org.s2r2.eval.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.PictureRow;

/**
 * What the report of a comparison shows. Parts that are empty are left out of the report.
 *
 * @param title the heading
 * @param summary a sentence or two below it
 * @param facts label to text, in the order given
 * @param parts one a dataset
 * @param tuning how hyperparameters were found: what to whom it applies to text
 * @param configs the configuration of every run under its title
 */
public record ComparisonData(
        String title,
        String summary,
        Map<String, String> facts,
        List<Part> parts,
        Map<String, String> tuning,
        Map<String, String> configs) {

    public ComparisonData {
        facts = ordered(facts);
        parts = List.copyOf(parts);
        tuning = ordered(tuning);
        configs = ordered(configs);
    }

    /**
     * The results on one dataset.
     *
     * @param title the heading
     * @param columns the headings of the table
     * @param rows the cells of the table, as many as there are columns; the first names the row
     * @param notes sentences below the table
     * @param intervals plots of differences from the first row
     * @param charts curves
     * @param pictures nearest neighbours of each row
     */
    public record Part(
            String title,
            List<String> columns,
            List<List<String>> rows,
            List<String> notes,
            List<Intervals> intervals,
            List<Chart> charts,
            Map<String, List<PictureRow>> pictures) {

        public Part {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            notes = List.copyOf(notes);
            intervals = List.copyOf(intervals);
            charts = List.copyOf(charts);
            pictures = ordered(pictures);
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException("row " + row + " has " + row.size() + " cells, expected one for"
                            + " each of the " + columns.size() + " columns");
                }
            }
        }
    }

    /**
     * A plot of one figure: how far each row is from the first.
     *
     * @param title which figure, and which row is at 0
     * @param rows from top to bottom, at least one
     */
    public record Intervals(String title, List<Interval> rows) {
        public Intervals {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A difference with its confidence interval.
     *
     * @param name of the row
     * @param mean the difference
     * @param low the lower end of its interval
     * @param high the upper end
     */
    public record Interval(String name, double mean, double low, double high) {}

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
