package org.s2r2.experiment.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.s2r2.eval.report.ComparisonData;
import org.s2r2.eval.report.ComparisonData.Interval;
import org.s2r2.eval.report.ComparisonData.Intervals;
import org.s2r2.eval.report.ComparisonData.Part;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.PictureRow;
import org.s2r2.eval.report.ReportData.Point;
import org.s2r2.eval.report.ReportData.Series;
import org.s2r2.eval.report.ReportData.Style;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.compare.RunResult.Online;
import org.s2r2.experiment.compare.Statistics.Difference;
import org.s2r2.experiment.compare.Statistics.Metric;

/** What the report of a comparison says. */
record ComparisonContent(ComparisonResult result) {

    private static final String TABLE_NOTE = "Accuracies in per cent: the mean over seeds (and the sample standard"
            + " deviation). Beside it the mean difference from the first row, paired by seed, with its 95 % confidence"
            + " interval (Student's t) where there are two seeds or more. Seconds are those of training.";
    private static final String CURVE_NOTE = "Curves: kNN accuracy while training, bold the mean over seeds, faint each"
            + " seed.";

    ComparisonData data() throws IOException {
        Comparison comparison = result.plan().comparison();
        List<Part> parts = new ArrayList<>();
        for (String dataset : comparison.datasets().keySet()) {
            parts.add(part(dataset));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Rows", String.join(", ", comparison.rows().keySet()));
        facts.put("Seeds", String.join(", ", comparison.seeds().stream().map(String::valueOf).toList()));
        facts.put("Runs", String.valueOf(result.plan().runs().size()));
        facts.put("Equal on a dataset", comparison.equal().words());
        Map<String, String> configs = new LinkedHashMap<>();
        result.plan().runs().forEach(run -> configs.put(run.title(), ExperimentFile.write(run.plan().config())));
        return new ComparisonData(
                comparison.name(),
                "Encoders that learnt without labels, judged with frozen features.",
                facts,
                parts,
                comparison.tuning(),
                configs);
    }

    private Part part(String dataset) throws IOException {
        ResultTable table = result.table(dataset);
        List<String> notes = new ArrayList<>(List.of(TABLE_NOTE));
        result.failed().stream()
                .filter(failed -> failed.dataset().equals(dataset))
                .forEach(failed -> notes.add(failed.run().title() + " failed: " + failed.failure()));
        List<Chart> charts = new ArrayList<>();
        List<Intervals> intervals = intervals(result.summaries(dataset));
        chart(charts, dataset, "epochs", Online::epoch);
        chart(charts, dataset, "training seconds", Online::seconds);
        if (!charts.isEmpty()) {
            notes.add(CURVE_NOTE);
        }
        Map<String, List<PictureRow>> pictures = new LinkedHashMap<>();
        for (String row : result.plan().comparison().rows().keySet()) {
            RunResult first = result.of(dataset, row).get(0);
            if (!first.failed()) {
                pictures.put(row, NeighbourFile.read(first.run().folder()));
            }
        }
        return new Part(dataset, table.columns(), table.rows(), notes, intervals, charts, pictures);
    }

    /** One plot for each headline, where a row has an interval. */
    private static List<Intervals> intervals(List<RowSummary> summaries) {
        List<Intervals> plots = new ArrayList<>();
        for (String key : Headlines.of(summaries)) {
            List<Interval> rows = new ArrayList<>();
            for (RowSummary summary : summaries) {
                Metric metric = summary.metrics().get(key);
                Difference difference = metric == null ? null : metric.difference();
                if (difference != null && difference.low() != null && difference.high() != null) {
                    rows.add(new Interval(
                            summary.row(), 100 * difference.mean(), 100 * difference.low(), 100 * difference.high()));
                }
            }
            if (!rows.isEmpty()) {
                plots.add(new Intervals(Headlines.heading(key) + ": points from " + summaries.get(0).row(), rows));
            }
        }
        return plots;
    }

    /** Adds a chart, where there was an online evaluation. */
    private void chart(List<Chart> charts, String dataset, String xLabel, ToDoubleFunction<Online> x) {
        List<Series> series = new ArrayList<>();
        for (String row : result.plan().comparison().rows().keySet()) {
            List<List<Online>> seeds = result.of(dataset, row).stream()
                    .map(RunResult::online)
                    .filter(online -> !online.isEmpty())
                    .toList();
            if (!seeds.isEmpty()) {
                series.add(series(row, seeds, x));
            }
        }
        if (!series.isEmpty()) {
            charts.add(new Chart(
                    "kNN accuracy against " + xLabel + ": " + dataset, xLabel, "kNN top-1", Style.DOTTED, series));
        }
    }

    /** The seeds of a row were judged after the same epochs, as they have the same configuration. */
    private static Series series(String row, List<List<Online>> seeds, ToDoubleFunction<Online> x) {
        List<Point> mean = new ArrayList<>();
        for (int i = 0; i < seeds.get(0).size(); i++) {
            int at = i;
            List<Online> points = seeds.stream().map(online -> online.get(at)).toList();
            mean.add(new Point(
                    Statistics.mean(points.stream().mapToDouble(x).toArray()),
                    Statistics.mean(points.stream().mapToDouble(Online::knn).toArray())));
        }
        List<List<Point>> members = seeds.size() == 1
                ? List.of()
                : seeds.stream()
                        .map(online -> online.stream()
                                .map(point -> new Point(x.applyAsDouble(point), point.knn()))
                                .toList())
                        .toList();
        return new Series(row, mean, members);
    }
}
