package org.s2r2.eval.report;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.eval.report.ReportData.Point;

/** What is done to the points of a line before it is drawn. */
final class Curve {

    /** More points than a chart has pixels across make a file large and no picture better. */
    static final int MOST_POINTS = 1000;

    private Curve() {}

    static List<Point> finite(List<Point> points) {
        return points.stream().filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y())).toList();
    }

    /**
     * The moving average with exponentially falling weights, its start corrected for the missing past as in Adam
     * (Kingma and Ba, ICLR 2015, section 3): a hundredth of the line is its memory.
     */
    static List<Point> smoothed(List<Point> points) {
        double keep = 1 - 1 / Math.max(2, points.size() / 100.0);
        List<Point> smoothed = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (Point point : points) {
            sum = keep * sum + (1 - keep) * point.y();
            weight = keep * weight + (1 - keep);
            smoothed.add(new Point(point.x(), sum / weight));
        }
        return smoothed;
    }

    /** The lowest and highest point of each of equal stretches, in their order, so that no peak is lost. */
    static List<Point> thinned(List<Point> points) {
        if (points.size() <= MOST_POINTS) {
            return points;
        }
        int stretches = MOST_POINTS / 2;
        List<Point> thinned = new ArrayList<>();
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) s * points.size() / stretches);
            int to = (int) ((long) (s + 1) * points.size() / stretches);
            int lowest = from;
            int highest = from;
            for (int i = from; i < to; i++) {
                lowest = points.get(i).y() < points.get(lowest).y() ? i : lowest;
                highest = points.get(i).y() > points.get(highest).y() ? i : highest;
            }
            thinned.add(points.get(Math.min(lowest, highest)));
            if (lowest != highest) {
                thinned.add(points.get(Math.max(lowest, highest)));
            }
        }
        return thinned;
    }
}
