package org.s2r2.data.dataset;

/**
 * The ten classes of the built-in shapes, each as a signed distance function of a point in the object's own frame,
 * where the shape roughly fills the unit circle: negative inside, positive outside.
 */
enum Shape {
    DISC {
        @Override
        double distance(double x, double y) {
            return Math.sqrt(x * x + y * y) - 0.85;
        }
    },
    RING {
        @Override
        double distance(double x, double y) {
            return Math.abs(Math.sqrt(x * x + y * y) - 0.72) - 0.2;
        }
    },
    SQUARE {
        @Override
        double distance(double x, double y) {
            return polygon(x, y, -0.75, -0.75, 0.75, -0.75, 0.75, 0.75, -0.75, 0.75);
        }
    },
    TRIANGLE {
        @Override
        double distance(double x, double y) {
            return polygon(x, y, 0, -1, 0.9, 0.7, -0.9, 0.7);
        }
    },
    STAR {
        @Override
        double distance(double x, double y) {
            return polygon(x, y, STAR_POINTS);
        }
    },
    CROSS {
        @Override
        double distance(double x, double y) {
            double u = Math.abs(x);
            double v = Math.abs(y);
            return Math.min(Math.max(u - 0.95, v - 0.27), Math.max(u - 0.27, v - 0.95));
        }
    },
    CRESCENT {
        @Override
        double distance(double x, double y) {
            double moon = Math.sqrt(x * x + y * y) - 0.95;
            double bite = Math.sqrt((x - 0.5) * (x - 0.5) + y * y) - 0.75;
            return Math.max(moon, -bite);
        }
    },
    ARROW {
        @Override
        double distance(double x, double y) {
            return polygon(x, y, 1, 0, 0.15, 0.75, 0.15, 0.25, -0.95, 0.25, -0.95, -0.25, 0.15, -0.25, 0.15, -0.75);
        }
    },
    HEART {
        @Override
        double distance(double x, double y) {
            double u = Math.abs(x);
            double lobe = Math.sqrt((u - 0.42) * (u - 0.42) + (y + 0.35) * (y + 0.35)) - 0.5;
            double tip = polygon(x, y, 0, -0.35, 0.8, -0.02, 0, 0.95, -0.8, -0.02);
            return Math.min(lobe, tip);
        }
    },
    BOLT {
        @Override
        double distance(double x, double y) {
            return polygon(x, y, 0.25, -1, -0.6, 0.15, -0.05, 0.15, -0.25, 1, 0.6, -0.2, 0.05, -0.2);
        }
    };

    private static final double[] STAR_POINTS = starPoints();

    abstract double distance(double x, double y);

    private static double[] starPoints() {
        double[] points = new double[20];
        for (int i = 0; i < 10; i++) {
            double radius = i % 2 == 0 ? 1 : 0.42;
            points[2 * i] = radius * StrictMath.sin(Math.PI * i / 5);
            points[2 * i + 1] = -radius * StrictMath.cos(Math.PI * i / 5);
        }
        return points;
    }

    /**
     * The signed distance to a simple polygon given as x, y pairs: the smallest distance to an edge, negative where a
     * ray to the right crosses an odd number of edges.
     */
    static double polygon(double x, double y, double... points) {
        double nearest = Double.MAX_VALUE;
        boolean inside = false;
        for (int i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
            double edgeX = points[j] - points[i];
            double edgeY = points[j + 1] - points[i + 1];
            double px = x - points[i];
            double py = y - points[i + 1];
            double along = (px * edgeX + py * edgeY) / (edgeX * edgeX + edgeY * edgeY);
            double t = Math.max(0, Math.min(1, along));
            double dx = px - t * edgeX;
            double dy = py - t * edgeY;
            nearest = Math.min(nearest, dx * dx + dy * dy);
            if (points[i + 1] > y != points[j + 1] > y && px < edgeX * py / edgeY) {
                inside = !inside;
            }
        }
        return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    }
}
