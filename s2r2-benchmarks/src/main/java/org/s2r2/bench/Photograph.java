package org.s2r2.bench;

import org.s2r2.data.image.RgbImage;
import org.s2r2.data.random.SplitMix64;

/**
 * A picture with the statistics of a photograph: coloured noise of every scale down to a few pixels, whose amplitude
 * halves with the scale, and some noise of each pixel. Decoders and views take as long for it as for a photograph.
 */
public final class Photograph {

    private static final int FINEST = 4;
    private static final double AMPLITUDE = 70;
    private static final double GRAIN = 6;

    private Photograph() {}

    /**
     * Draws one.
     *
     * @param seed tells pictures apart
     */
    public static RgbImage draw(int width, int height, long seed) {
        double[] values = new double[3 * width * height];
        double amplitude = AMPLITUDE;
        for (int cell = Math.max(FINEST, Math.max(width, height) / 2); cell >= FINEST; cell /= 2, amplitude /= 2) {
            addNoise(values, width, height, cell, amplitude, SplitMix64.of(seed, cell, 0, 0));
        }
        SplitMix64 random = SplitMix64.of(seed, 0, 0, 0);
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            double value = 128 + values[i] + random.uniform(-GRAIN, GRAIN);
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
        }
        return new RgbImage(width, height, pixels);
    }

    /** Adds random values on a lattice, and between its points what lies between them. */
    private static void addNoise(
            double[] values, int width, int height, int cell, double amplitude, SplitMix64 random) {
        int columns = width / cell + 2;
        double[] lattice = new double[3 * columns * (height / cell + 2)];
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = random.uniform(-amplitude, amplitude);
        }
        for (int y = 0; y < height; y++) {
            double v = (double) (y % cell) / cell;
            for (int x = 0; x < width; x++) {
                double u = (double) (x % cell) / cell;
                for (int c = 0; c < 3; c++) {
                    int at = 3 * (y / cell * columns + x / cell) + c;
                    double above = lattice[at] * (1 - u) + lattice[at + 3] * u;
                    double below = lattice[at + 3 * columns] * (1 - u) + lattice[at + 3 * columns + 3] * u;
                    values[3 * (y * width + x) + c] += above * (1 - v) + below * v;
                }
            }
        }
    }
}
