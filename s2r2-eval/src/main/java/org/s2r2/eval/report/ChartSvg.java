package org.s2r2.eval.report;

import static org.s2r2.eval.report.Markup.coordinate;
import static org.s2r2.eval.report.Markup.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.eval.report.ReportData.Chart;
import org.s2r2.eval.report.ReportData.Point;
import org.s2r2.eval.report.ReportData.Series;
import org.s2r2.eval.report.ReportData.Style;

/** Draws a chart as an inline SVG with axes, ticks and a legend. */
final class ChartSvg {

    private static final double WIDTH = 520;
    private static final double HEIGHT = 300;
    private static final double LEFT = 62;
    private static final double RIGHT = 14;
    private static final double TOP = 12;
    private static final double BOTTOM = 46;
    // Okabe and Ito's palette (2008), told apart by colour-blind readers too; its yellow is too faint on white.
    private static final List<String> COLOURS = List.of(
            "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555", "#8c510a");

    private final Chart chart;
    private final List<List<Point>> lines = new ArrayList<>();
    private final Axis x;
    private final Axis y;

    private ChartSvg(Chart chart) {
        this.chart = chart;
        chart.series().forEach(series -> lines.add(Curve.finite(series.points())));
        List<Point> all = Stream.concat(lines.stream(), chart.series().stream().flatMap(s -> s.members().stream()))
                .flatMap(List::stream)
                .toList();
        x = Axis.spanning(
                all.stream().mapToDouble(Point::x).min().orElse(0),
                all.stream().mapToDouble(Point::x).max().orElse(1),
                8);
        y = Axis.enclosing(
                all.stream().mapToDouble(Point::y).min().orElse(0),
                all.stream().mapToDouble(Point::y).max().orElse(1),
                5);
    }

    static String draw(Chart chart) {
        return new ChartSvg(chart).figure();
    }

    private String figure() {
        StringBuilder out = new StringBuilder();
        out.append("<figure class=\"chart\"><figcaption>").append(escape(chart.title())).append("</figcaption>\n");
        if (chart.series().size() > 1) {
            legend(out);
        }
        out.append("<svg viewBox=\"0 0 ").append(coordinate(WIDTH)).append(' ').append(coordinate(HEIGHT))
                .append("\" role=\"img\" aria-label=\"").append(escape(chart.title())).append("\">\n");
        axes(out);
        for (int i = 0; i < lines.size(); i++) {
            for (List<Point> member : chart.series().get(i).members()) {
                polyline(out, "raw", member, colour(i));
            }
            line(out, lines.get(i), colour(i));
        }
        out.append("</svg>\n");
        int missing = chart.series().stream().mapToInt(s -> s.points().size()).sum()
                - lines.stream().mapToInt(List::size).sum();
        if (missing > 0) {
            out.append("<p class=\"note\">").append(missing)
                    .append(missing == 1 ? " point is" : " points are").append(" not finite and left out.</p>\n");
        }
        return out.append("</figure>\n").toString();
    }

    private void legend(StringBuilder out) {
        out.append("<ul class=\"legend\">");
        for (int i = 0; i < chart.series().size(); i++) {
            Series series = chart.series().get(i);
            out.append("<li><span class=\"key\" style=\"background:").append(colour(i)).append("\"></span>")
                    .append(escape(series.name())).append("</li>");
        }
        out.append("</ul>\n");
    }

    private void axes(StringBuilder out) {
        for (double tick : y.ticks()) {
            String at = coordinate(screenY(tick));
            out.append("<line class=\"grid\" x1=\"").append(coordinate(LEFT)).append("\" x2=\"")
                    .append(coordinate(WIDTH - RIGHT)).append("\" y1=\"").append(at).append("\" y2=\"").append(at)
                    .append("\"/><text class=\"tick\" text-anchor=\"end\" dy=\"0.32em\" x=\"")
                    .append(coordinate(LEFT - 8)).append("\" y=\"").append(at).append("\">")
                    .append(y.label(tick)).append("</text>\n");
        }
        double bottom = HEIGHT - BOTTOM;
        for (double tick : x.ticks()) {
            String at = coordinate(screenX(tick));
            out.append("<line class=\"axis\" x1=\"").append(at).append("\" x2=\"").append(at).append("\" y1=\"")
                    .append(coordinate(bottom)).append("\" y2=\"").append(coordinate(bottom + 4))
                    .append("\"/><text class=\"tick\" text-anchor=\"middle\" x=\"").append(at).append("\" y=\"")
                    .append(coordinate(bottom + 17)).append("\">").append(x.label(tick)).append("</text>\n");
        }
        out.append("<line class=\"axis\" x1=\"").append(coordinate(LEFT)).append("\" x2=\"")
                .append(coordinate(WIDTH - RIGHT)).append("\" y1=\"").append(coordinate(bottom)).append("\" y2=\"")
                .append(coordinate(bottom)).append("\"/>\n");
        double middle = TOP + (bottom - TOP) / 2;
        out.append("<text class=\"label\" text-anchor=\"middle\" x=\"")
                .append(coordinate(LEFT + (WIDTH - LEFT - RIGHT) / 2)).append("\" y=\"")
                .append(coordinate(HEIGHT - 8)).append("\">").append(escape(chart.xLabel())).append("</text>\n");
        out.append("<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 ")
                .append(coordinate(middle)).append(") rotate(-90)\">").append(escape(chart.yLabel()))
                .append("</text>\n");
    }

    private void line(StringBuilder out, List<Point> points, String colour) {
        if (points.isEmpty()) {
            return;
        }
        if (chart.style() == Style.SMOOTHED) {
            polyline(out, "raw", Curve.thinned(points), colour);
            polyline(out, "smooth", Curve.thinned(Curve.smoothed(points)), colour);
        } else {
            polyline(out, "smooth", points, colour);
            for (Point point : points) {
                out.append("<circle r=\"3\" cx=\"").append(coordinate(screenX(point.x()))).append("\" cy=\"")
                        .append(coordinate(screenY(point.y()))).append("\" fill=\"").append(colour).append("\"/>\n");
            }
        }
    }

    private void polyline(StringBuilder out, String kind, List<Point> points, String colour) {
        String path = points.stream()
                .map(p -> coordinate(screenX(p.x())) + "," + coordinate(screenY(p.y())))
                .collect(Collectors.joining(" "));
        out.append("<polyline class=\"").append(kind).append("\" stroke=\"").append(colour).append("\" points=\"")
                .append(path).append("\"/>\n");
    }

    private double screenX(double value) {
        return LEFT + x.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double screenY(double value) {
        return HEIGHT - BOTTOM - y.position(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }
}
