package org.s2r2.search.explore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The pictures of an index as points of a plane.
 *
 * @param points [pictures, 2]: x and y
 * @param clusters the cluster of each picture, from 0
 */
record MapPoints(float[] points, int[] clusters) {

    /** A place that says that a picture has none. */
    static final int NOWHERE = 0xffff;

    /** Places in the plane are whole numbers up to this. */
    private static final int LARGEST = 0xfffe;

    int size() {
        return clusters.length;
    }

    /**
     * The same map, turned and mirrored so that shared pictures come as near as they can to their places on another map
     * (orthogonal Procrustes): a map has no up and no left of its own.
     *
     * @param own for every picture of the other map its number on this one, or -1
     */
    MapPoints turnedTo(MapPoints other, int[] own) {
        double[] here = new double[2];
        double[] there = new double[2];
        int shared = 0;
        for (int i = 0; i < own.length; i++) {
            for (int axis = 0; axis < 2 && own[i] >= 0; axis++) {
                here[axis] += points[2 * own[i] + axis];
                there[axis] += other.points[2 * i + axis];
            }
            shared += own[i] < 0 ? 0 : 1;
        }
        // Sums of this map's x and y, times the other's x and y.
        double[] products = new double[4];
        for (int i = 0; i < own.length && shared > 0; i++) {
            for (int pair = 0; pair < 4 && own[i] >= 0; pair++) {
                products[pair] += (points[2 * own[i] + pair / 2] - here[pair / 2] / shared)
                        * (other.points[2 * i + pair % 2] - there[pair % 2] / shared);
            }
        }
        boolean mirrored = Math.hypot(products[3] - products[0], products[1] + products[2]) > Math.hypot(products[0] + products[3], products[1] - products[2]);
        double sign = mirrored ? -1 : 1;
        double angle = Math.atan2(sign * products[1] - products[2], sign * products[0] + products[3]);
        float[] turned = new float[points.length];
        for (int i = 0; i < size(); i++) {
            double x = sign * points[2 * i];
            double y = points[2 * i + 1];
            turned[2 * i] = (float) (x * Math.cos(angle) - y * Math.sin(angle));
            turned[2 * i + 1] = (float) (x * Math.sin(angle) + y * Math.cos(angle));
        }
        return new MapPoints(turned, clusters);
    }

    /** [pictures, 2]: places from 0 to {@link #LARGEST}, with the same scale for both axes, and the map in the middle. */
    int[] places() {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < points.length; i++) {
            least[i % 2] = Math.min(least[i % 2], points[i]);
            most[i % 2] = Math.max(most[i % 2], points[i]);
        }
        double extent = Math.max(Double.MIN_NORMAL, Math.max(most[0] - least[0], most[1] - least[1]));
        int[] places = new int[points.length];
        Arrays.setAll(places, i -> (int) Math.round(
                (0.5 + (points[i] - (least[i % 2] + most[i % 2]) / 2) / extent) * LARGEST));
        return places;
    }

    /** The pictures in an order in which those that are near each other on the map stand together (Morton's). */
    int[] order() {
        int[] places = places();
        long[] keys = IntStream.range(0, size())
                .mapToLong(i -> (spread(places[2 * i]) | spread(places[2 * i + 1]) << 1) << 32 >>> 1 | i)
                .sorted()
                .toArray();
        return Arrays.stream(keys).mapToInt(key -> (int) (key & 0x7fffffff)).toArray();
    }

    /** Puts a zero between all of 16 bits. */
    private static long spread(int value) {
        long bits = value & 0xffffL;
        bits = (bits | bits << 8) & 0x00ff00ffL;
        bits = (bits | bits << 4) & 0x0f0f0f0fL;
        bits = (bits | bits << 2) & 0x33333333L;
        return (bits | bits << 1) & 0x55555555L;
    }

    /**
     * As the page reads it, little-endian: the number of pictures and of clusters as int32; the place of each picture as two
     * uint16; the class of each as int16, -1 where it has none; the cluster of each as int16; and the pictures in the order of
     * atlases as int32.
     *
     * @param pictures how many pictures the page knows
     * @param own the picture of this map that is the page's, or -1 where there is none
     * @param label the class of a picture of the page
     * @param order the page's pictures in the order of atlases
     */
    byte[] encoded(int pictures, IntUnaryOperator own, IntUnaryOperator label, int[] order) {
        int[] places = places();
        ByteBuffer out = ByteBuffer.allocate(8 + 12 * pictures).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(pictures).putInt(Arrays.stream(clusters).max().orElse(-1) + 1);
        for (int i = 0; i < pictures; i++) {
            int point = own.applyAsInt(i);
            out.putShort((short) (point < 0 ? NOWHERE : places[2 * point]));
            out.putShort((short) (point < 0 ? NOWHERE : places[2 * point + 1]));
        }
        for (int i = 0; i < pictures; i++) {
            out.putShort((short) label.applyAsInt(i));
        }
        for (int i = 0; i < pictures; i++) {
            int point = own.applyAsInt(i);
            out.putShort((short) (point < 0 ? -1 : clusters[point]));
        }
        Arrays.stream(order).forEach(out::putInt);
        return out.array();
    }
}
