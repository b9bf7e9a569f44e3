package org.s2r2.data.dataset;

import org.s2r2.data.image.RgbImage;

/** A square picture in floats from 0 to 1, painted by regions with soft edges. */
final class Canvas {

    /** A region of the plane in pixels: the signed distance to its edge, negative inside. */
    interface Region {
        double distance(double x, double y);
    }

    /** The share of the second of two colours at a point, from 0 to 1. */
    interface Pattern {
        double mix(double x, double y);
    }

    /** Two colours and the pattern that they form. */
    record Paint(double[] first, double[] second, Pattern pattern) {}

    private final int size;
    private final float[] rgb;

    Canvas(int size) {
        this.size = size;
        this.rgb = new float[3 * size * size];
    }

    /**
     * Paints a region within a box around (centreX, centreY); a pixel on the edge is covered by half a pixel minus the
     * distance to it.
     */
    void paint(Region region, double centreX, double centreY, double reach, double opacity, Paint paint) {
        int left = (int) Math.max(0, Math.floor(centreX - reach));
        int right = (int) Math.min(size, Math.ceil(centreX + reach));
        int top = (int) Math.max(0, Math.floor(centreY - reach));
        int bottom = (int) Math.min(size, Math.ceil(centreY + reach));
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double cover = Math.max(0, Math.min(1, 0.5 - region.distance(x + 0.5, y + 0.5))) * opacity;
                if (cover > 0) {
                    blend(3 * (y * size + x), cover, paint, paint.pattern.mix(x + 0.5, y + 0.5));
                }
            }
        }
    }

    private void blend(int at, double cover, Paint paint, double mix) {
        for (int c = 0; c < 3; c++) {
            double color = paint.first[c] + (paint.second[c] - paint.first[c]) * mix;
            rgb[at + c] += (float) (cover * (color - rgb[at + c]));
        }
    }

    /** The picture as bytes, rounded, with noise of the given amplitude drawn by the lattice of {@link Texture}. */
    RgbImage toImage(double noise, long key) {
        byte[] pixels = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            double value = rgb[i] + noise * (Texture.lattice(i, 0, key) - 0.5);
            pixels[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return new RgbImage(size, size, pixels);
    }

    /** A colour from hue (in turns), saturation and value, each from 0 to 1. */
    static double[] hsv(double hue, double saturation, double value) {
        double[] color = new double[3];
        for (int c = 0; c < 3; c++) {
            double k = (5 - 2 * c + 6 * hue) % 6;
            color[c] = value * (1 - saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k))));
        }
        return color;
    }
}
