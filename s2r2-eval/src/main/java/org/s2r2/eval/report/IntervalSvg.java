package org.s2r2.eval.report;

import static org.s2r2.eval.report.Markup.coordinate;
import static org.s2r2.eval.report.Markup.escape;

import org.jspecify.annotations.Nullable;
import org.s2r2.eval.report.ComparisonData.Interval;
import org.s2r2.eval.report.ComparisonData.Intervals;

/** Draws differences with their confidence intervals as an inline SVG, one line a row, and a line at 0. */
final class IntervalSvg {

    private static final double WIDTH = 520;
    private static final double LEFT = 150;
    private static final double RIGHT = 20;
    private static final double TOP = 8;
    private static final double ROW = 24;
    private static final double BOTTOM = 28;
    private static final String ABOVE = "#0072b2";
    private static final String BELOW = "#d55e00";
    private static final String OPEN = "#555555";

    private IntervalSvg() {}

    static String draw(Intervals plot) {
        double low = plot.rows().stream().mapToDouble(Interval::low).min().orElse(0);
        double high = plot.rows().stream().mapToDouble(Interval::high).max().orElse(0);
        Axis x = Axis.enclosing(Math.min(0, low), Math.max(0, high), 6);
        double bottom = TOP + ROW * plot.rows().size();
        StringBuilder out = new StringBuilder("<figure class=\"chart\"><figcaption>")
                .append(escape(plot.title())).append("</figcaption>\n<svg viewBox=\"0 0 ").append(coordinate(WIDTH))
                .append(' ').append(coordinate(bottom + BOTTOM)).append("\" role=\"img\" aria-label=\"")
                .append(escape(plot.title())).append("\">\n");
        for (double tick : x.ticks()) {
            line(out, tick == 0 ? "axis" : "grid", at(x, tick), TOP, at(x, tick), bottom, null);
            out.append("<text class=\"tick\" text-anchor=\"middle\" x=\"").append(coordinate(at(x, tick)))
                    .append("\" y=\"").append(coordinate(bottom + 17)).append("\">").append(x.label(tick))
                    .append("</text>\n");
        }
        double y = TOP + ROW / 2;
        for (Interval row : plot.rows()) {
            row(out, x, row, y);
            y += ROW;
        }
        return out.append("</svg>\n</figure>\n").toString();
    }

    private static void row(StringBuilder out, Axis x, Interval row, double y) {
        String colour = row.low() > 0 ? ABOVE : row.high() < 0 ? BELOW : OPEN;
        out.append("<text class=\"label\" text-anchor=\"end\" dy=\"0.32em\" x=\"").append(coordinate(LEFT - 10))
                .append("\" y=\"").append(coordinate(y)).append("\">").append(escape(row.name())).append("</text>");
        line(out, "interval", at(x, row.low()), y, at(x, row.high()), y, colour);
        out.append("<circle r=\"4\" cx=\"").append(coordinate(at(x, row.mean()))).append("\" cy=\"")
                .append(coordinate(y)).append("\" fill=\"").append(colour).append("\"/>\n");
    }

    /** @param colour null for the style sheet's */
    private static void line(
            StringBuilder out, String kind, double x1, double y1, double x2, double y2, @Nullable String colour) {
        out.append("<line class=\"").append(kind).append("\" x1=\"").append(coordinate(x1)).append("\" x2=\"")
                .append(coordinate(x2)).append("\" y1=\"").append(coordinate(y1)).append("\" y2=\"")
                .append(coordinate(y2)).append('"');
        if (colour != null) {
            out.append(" stroke=\"").append(colour).append('"');
        }
        out.append("/>\n");
    }

    private static double at(Axis x, double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }
}
