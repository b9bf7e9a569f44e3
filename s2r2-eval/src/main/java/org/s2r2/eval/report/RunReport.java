package org.s2r2.eval.report;

import static org.s2r2.eval.report.Markup.coordinate;
import static org.s2r2.eval.report.Markup.escape;
import static org.s2r2.eval.report.Markup.percent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.Neighbour;
import org.s2r2.eval.report.ReportData.Picture;
import org.s2r2.eval.report.ReportData.PictureRow;
import org.s2r2.eval.report.ReportData.Score;
import org.s2r2.eval.report.ReportData.ScoreRow;
import org.s2r2.eval.report.ReportData.ScoreTable;
import org.s2r2.file.WholeFile;

/**
 * Renders a {@link ReportData} as one HTML file: styles, curves (SVG) and pictures (PNG) are all inside it, and it
 * loads nothing. The markup is well-formed XML, and the same data gives the same file.
 */
public final class RunReport {

    private RunReport() {}

    /** Writes the report as UTF-8, whole or not at all, over a file that is there already. */
    public static void write(ReportData data, Path file) throws IOException {
        WholeFile.write(file, html(data).getBytes(StandardCharsets.UTF_8));
    }

    /** The report's text. */
    public static String html(ReportData data) {
        StringBuilder out = new StringBuilder(1 << 16);
        begin(out, data.title(), data.summary());
        facts(out, data.facts());
        tables(out, data.tables());
        charts(out, data.charts());
        if (!data.pictures().isEmpty()) {
            out.append("<section><h2>Nearest neighbours</h2>\n");
            pictures(out, data.pictures());
            out.append("</section>\n");
        }
        data.map().ifPresent(map -> MapPicture.append(out, map));
        if (!data.config().isBlank()) {
            out.append("<section>");
            config(out, "Configuration", data.config());
            out.append("</section>\n");
        }
        return end(out);
    }

    static void begin(StringBuilder out, String title, String summary) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
                .append(escape(title)).append("</title>\n<style>").append(StyleSheet.CSS)
                .append("</style>\n</head>\n<body>\n<main>\n<header><h1>").append(escape(title))
                .append("</h1>\n");
        if (!summary.isBlank()) {
            out.append("<p class=\"summary\">").append(escape(summary)).append("</p>\n");
        }
        out.append("</header>\n");
    }

    static String end(StringBuilder out) {
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    static void config(StringBuilder out, String title, String config) {
        out.append("<details><summary>").append(escape(title)).append("</summary><pre>").append(escape(config))
                .append("</pre></details>\n");
    }

    static void facts(StringBuilder out, Map<String, String> facts) {
        if (facts.isEmpty()) {
            return;
        }
        out.append("<section><dl class=\"facts\">\n");
        facts.forEach((label, text) -> out.append("<div><dt>").append(escape(label)).append("</dt><dd>")
                .append(escape(text)).append("</dd></div>\n"));
        out.append("</dl></section>\n");
    }

    private static void tables(StringBuilder out, List<ScoreTable> tables) {
        if (tables.isEmpty()) {
            return;
        }
        out.append("<section><h2>Accuracy</h2>\n");
        for (ScoreTable table : tables) {
            out.append("<table><caption>").append(escape(table.caption())).append("</caption>\n<thead><tr><td></td>");
            table.columns().forEach(column -> out.append("<th scope=\"col\">").append(escape(column)).append("</th>"));
            out.append("</tr></thead>\n<tbody>\n");
            for (ScoreRow row : table.rows()) {
                out.append("<tr><th scope=\"row\">").append(escape(row.name())).append("</th>");
                row.scores().forEach(score -> cell(out, score));
                out.append("</tr>\n");
            }
            out.append("</tbody></table>\n");
        }
        out.append("<p class=\"note\">Per cent; a full bar is 100.</p></section>\n");
    }

    private static void cell(StringBuilder out, Optional<Score> score) {
        if (score.isEmpty()) {
            out.append("<td class=\"score\"><span class=\"absent\">not measured</span></td>");
            return;
        }
        out.append("<td class=\"score\"><span class=\"value\">").append(percent(score.get().value()));
        if (score.get().spread() > 0) {
            out.append("<small> ± ").append(percent(score.get().spread())).append("</small>");
        }
        out.append("</span><span class=\"track\"><span class=\"bar\" style=\"width:")
                .append(coordinate(100 * score.get().value())).append("%\"></span></span></td>");
    }

    static void charts(StringBuilder out, List<Chart> charts) {
        if (charts.isEmpty()) {
            return;
        }
        out.append("<section><h2>Curves</h2>\n<div class=\"charts\">\n");
        charts.forEach(chart -> out.append(ChartSvg.draw(chart)));
        out.append("</div></section>\n");
    }

    static void pictures(StringBuilder out, List<PictureRow> rows) {
        out.append("<p class=\"note\">The query is on the left, its neighbours "
                + "follow, nearest first: <span class=\"swatch right\"></span> a class in common, "
                + "<span class=\"swatch wrong\"></span> none.</p>\n<div class=\"pictures\">\n");
        for (PictureRow row : rows) {
            out.append("<div class=\"row\">");
            picture(out, row.query(), "query", "query");
            for (Neighbour neighbour : row.neighbours()) {
                picture(out, neighbour.picture(), neighbour.right() ? "right" : "wrong",
                        neighbour.right() ? "a class in common" : "no class in common");
            }
            out.append("</div>\n");
        }
        out.append("</div>\n");
    }

    private static void picture(StringBuilder out, Picture picture, String kind, String meaning) {
        out.append("<figure class=\"").append(kind).append("\"><img alt=\"").append(escape(picture.label()))
                .append(" (").append(meaning).append(")\" src=\"").append(PngImage.dataUri(picture))
                .append("\"/><figcaption>").append(escape(picture.label())).append("</figcaption></figure>");
    }
}
