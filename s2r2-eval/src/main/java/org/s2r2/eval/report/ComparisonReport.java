package org.s2r2.eval.report;

import static org.s2r2.eval.report.Markup.escape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.s2r2.eval.report.ComparisonData.Part;

/** Renders a {@link ComparisonData} as {@link RunReport} does: one HTML file that loads nothing, well-formed as XML. */
public final class ComparisonReport {

    private ComparisonReport() {}

    /** Writes the report as UTF-8, over a file that is there already. */
    public static void write(ComparisonData data, Path file) throws IOException {
        Files.writeString(file, html(data));
    }

    /** The report's text. */
    public static String html(ComparisonData data) {
        StringBuilder out = new StringBuilder(1 << 16);
        RunReport.begin(out, data.title(), data.summary());
        RunReport.facts(out, data.facts());
        data.parts().forEach(part -> part(out, part));
        if (!data.tuning().isEmpty()) {
            out.append("<section><h2>How hyperparameters were found</h2>\n<dl>\n");
            data.tuning().forEach((what, text) -> out.append("<dt>").append(escape(what))
                    .append("</dt><dd class=\"text\">").append(escape(text)).append("</dd>\n"));
            out.append("</dl></section>\n");
        }
        if (!data.configs().isEmpty()) {
            out.append("<section><h2>Configurations</h2>\n");
            data.configs().forEach((title, config) -> RunReport.config(out, title, config));
            out.append("</section>\n");
        }
        return RunReport.end(out);
    }

    private static void part(StringBuilder out, Part part) {
        out.append("<section><h2>").append(escape(part.title())).append("</h2>\n<div class=\"wide\"><table>\n<thead>");
        row(out, "col", part.columns());
        out.append("</thead>\n<tbody>\n");
        part.rows().forEach(row -> row(out, "row", row));
        out.append("</tbody></table></div>\n");
        part.notes().forEach(note -> out.append("<p class=\"note\">").append(escape(note)).append("</p>\n"));
        out.append("</section>\n");
        if (!part.intervals().isEmpty()) {
            out.append("<section><h2>Differences from the first row</h2>\n<p class=\"note\">Paired by seed, with their 95 %"
                    + " confidence intervals; grey ones include 0.</p>\n<div class=\"charts\">\n");
            part.intervals().forEach(plot -> out.append(IntervalSvg.draw(plot)));
            out.append("</div></section>\n");
        }
        RunReport.charts(out, part.charts());
        part.pictures().forEach((row, pictures) -> {
            out.append("<section><h2>Nearest neighbours: ").append(escape(row)).append("</h2>\n");
            RunReport.pictures(out, pictures);
            out.append("</section>\n");
        });
    }

    /** A line of a table: all cells are headings of columns, or the first is the heading of a row. */
    private static void row(StringBuilder out, String scope, List<String> cells) {
        out.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            boolean heading = scope.equals("col") || i == 0;
            out.append(heading ? "<th scope=\"" + scope + "\">" : "<td>").append(escape(cells.get(i)))
                    .append(heading ? "</th>" : "</td>");
        }
        out.append("</tr>\n");
    }
}
