package org.s2r2.eval.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a report shows, wherever it comes from. Parts that are empty are left out of the report.
 *
 * @param title the heading
 * @param summary a sentence or two below it; may be empty
 * @param facts label to text, in the order given: backend, objective, epochs, duration
 * @param tables accuracies
 * @param charts curves
 * @param pictures queries with their nearest neighbours
 * @param map the test images as points of a plane; empty where there is none
 * @param config the run's configuration as text; may be empty
 */
public record ReportData(
        String title,
        String summary,
        Map<String, String> facts,
        List<ScoreTable> tables,
        List<Chart> charts,
        List<PictureRow> pictures,
        Optional<PointMap> map,
        String config) {

    public ReportData {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        tables = List.copyOf(tables);
        charts = List.copyOf(charts);
        pictures = List.copyOf(pictures);
    }

    /**
     * Images as points of a plane.
     *
     * @param points [images, 2]
     * @param labels the class of each image, -1 where it has none
     * @param classNames the names of the classes in the order of their labels
     * @param note how to read it
     */
    public record PointMap(float[] points, int[] labels, List<String> classNames, String note) {
        public PointMap {
            classNames = List.copyOf(classNames);
            if (points.length != 2 * labels.length) {
                throw new IllegalArgumentException(points.length + " values for " + labels.length + " points");
            }
        }
    }

    /**
     * Accuracies, one row a representation (trained, untrained, raw pixels) and one column a protocol.
     *
     * @param caption what is compared
     * @param columns the headings of the scores
     * @param rows as many scores in each as there are columns
     */
    public record ScoreTable(String caption, List<String> columns, List<ScoreRow> rows) {
        public ScoreTable {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (ScoreRow row : rows) {
                if (row.scores().size() != columns.size()) {
                    throw new IllegalArgumentException("row '" + row.name() + "' has " + row.scores().size()
                            + " scores, expected one for each of the " + columns.size() + " columns");
                }
            }
        }
    }

    /**
     * @param name what was judged
     * @param scores one a column; absent where it was not measured
     */
    public record ScoreRow(String name, List<Optional<Score>> scores) {
        public ScoreRow {
            scores = List.copyOf(scores);
        }
    }

    /**
     * @param value a fraction from 0 to 1
     * @param spread the standard deviation over seeds or folds, 0 where there is one
     */
    public record Score(double value, double spread) {
        public Score {
            if (!(value >= 0 && value <= 1) || !(spread >= 0 && spread <= 1)) {
                throw new IllegalArgumentException(
                        "score " + value + " with spread " + spread + ", expected fractions from 0 to 1");
            }
        }

        /** A score of one run. */
        public Score(double value) {
            this(value, 0);
        }
    }

    /**
     * Curves over a common pair of axes.
     *
     * @param title what is shown
     * @param xLabel what x counts, such as {@code step}
     * @param yLabel what y measures, such as {@code loss}
     * @param style how the points are joined
     * @param series at most 8 are told apart by colour
     */
    public record Chart(String title, String xLabel, String yLabel, Style style, List<Series> series) {
        public Chart {
            series = List.copyOf(series);
        }
    }

    /** How the points of a chart are joined. */
    public enum Style {
        /** A faint line through all points and a strong, smoothed one over it: for values of single steps. */
        SMOOTHED,
        /** A line with a dot on each point: for a few measurements, such as accuracy by epoch. */
        DOTTED
    }

    /**
     * @param name what the line is; named in a legend where a chart has more than one
     * @param points in rising order of x; points that are not finite are left out and counted below the chart
     * @param members what the points are the mean of, drawn as faint lines, all of their points finite; may be empty
     */
    public record Series(String name, List<Point> points, List<List<Point>> members) {
        public Series {
            points = List.copyOf(points);
            members = members.stream().map(List::copyOf).toList();
        }

        /** A line that is no mean of others. */
        public Series(String name, List<Point> points) {
            this(name, points, List.of());
        }
    }

    /** One measurement. */
    public record Point(double x, double y) {}

    /**
     * A query image and its nearest neighbours, nearest first.
     */
    public record PictureRow(Picture query, List<Neighbour> neighbours) {
        public PictureRow {
            if (query == null || neighbours == null || neighbours.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("found a row without its query or a neighbour, expected both");
            }
            neighbours = List.copyOf(neighbours);
        }
    }

    /**
     * @param picture the neighbour
     * @param right whether it has a class in common with the query
     */
    public record Neighbour(Picture picture, boolean right) {
        public Neighbour {
            if (picture == null) {
                throw new IllegalArgumentException("found a neighbour without a picture, expected one");
            }
        }
    }

    /**
     * An image. The array is not copied: who hands it over stops writing to it.
     *
     * @param rgb [height, width, 3], 0 to 255
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param label the class's name, or the names
     */
    public record Picture(byte[] rgb, int width, int height, String label) {
        public Picture {
            if (rgb == null || label == null) {
                throw new IllegalArgumentException("found a picture without rgb or without a label, expected both");
            }
            if (width < 1 || height < 1 || 3L * width * height != rgb.length) {
                throw new IllegalArgumentException("a picture of " + width + " x " + height + " cannot hold "
                        + rgb.length + " bytes, expected 3 a pixel");
            }
        }
    }
}
