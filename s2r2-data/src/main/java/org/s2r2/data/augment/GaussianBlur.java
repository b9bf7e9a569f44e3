package org.s2r2.data.augment;

/**
 * torchvision's Gaussian blur: weights exp(-x^2 / (2 sigma^2)) normalised to sum 1, along the rows and then down the
 * columns, with the border mirrored and not repeated. An instance belongs to one thread and reuses its arrays.
 *
 * <p>The channels of a row lie behind each other in one line. Along the rows, the terms of the sum are copies of the
 * line, each shifted by its tap, so that both passes add up whole arrays.
 */
final class GaussianBlur {

    private float[] weights = new float[0];

    /** A row with its border, [channel][radius + x + radius]. */
    private float[] bordered = new float[0];

    /** The same from the place of each tap on. */
    private float[][] shifted = new float[0][];

    /** Rows that are blurred along, [y][channel][x + twice the radius], of which only x counts. */
    private float[][] lines = new float[0][];

    /** What is summed. */
    private float[][] terms = new float[0][];

    private float[] sum = new float[0];

    /** The odd number of taps nearest to a tenth of the view (SimCLR, appendix A), at least 3. */
    static int taps(int size) {
        return Math.max(3, size / 20 * 2 + 1);
    }

    void apply(Planes planes, int size, int taps, double sigma) {
        int radius = taps / 2;
        int stride = size + 2 * radius;
        int length = 3 * stride - 2 * radius;
        require(size, taps, 3 * stride);
        weigh(taps, sigma);
        for (int y = 0; y < size; y++) {
            border(planes, size, radius, y);
            for (int k = 0; k < taps; k++) {
                System.arraycopy(bordered, k, shifted[k], 0, length);
                terms[k] = shifted[k];
            }
            sumTerms(radius, lines[y], length);
        }
        for (int y = 0; y < size; y++) {
            for (int k = 0; k < taps; k++) {
                terms[k] = lines[mirror(y - radius + k, size)];
            }
            sumTerms(radius, sum, length);
            for (int c = 0; c < 3; c++) {
                System.arraycopy(sum, c * stride, planes.channel(c), y * size, size);
            }
        }
    }

    private void require(int size, int taps, int length) {
        if (terms.length < taps || lines.length < size || sum.length < length) {
            int room = Math.max(sum.length, length);
            int most = Math.max(terms.length, taps);
            weights = new float[most];
            terms = new float[most][];
            shifted = new float[most][room];
            lines = new float[Math.max(lines.length, size)][room];
            bordered = new float[room];
            sum = new float[room];
        }
    }

    private void weigh(int taps, double sigma) {
        double total = 0;
        for (int k = 0; k < taps; k++) {
            total += density(k - taps / 2, sigma);
        }
        for (int k = 0; k < taps; k++) {
            weights[k] = (float) (density(k - taps / 2, sigma) / total);
        }
    }

    private static double density(int x, double sigma) {
        return StrictMath.exp(-0.5 * (x / sigma) * (x / sigma));
    }

    private void border(Planes planes, int size, int radius, int y) {
        for (int c = 0; c < 3; c++) {
            float[] plane = planes.channel(c);
            int from = y * size;
            int to = c * (size + 2 * radius) + radius;
            System.arraycopy(plane, from, bordered, to, size);
            for (int i = 1; i <= radius; i++) {
                bordered[to - i] = plane[from + mirror(-i, size)];
                bordered[to + size - 1 + i] = plane[from + mirror(size - 1 + i, size)];
            }
        }
    }

    /** The weights are symmetric, so that terms of the same distance share a product. */
    private void sumTerms(int radius, float[] target, int length) {
        scale(terms[radius], weights[radius], target, length);
        for (int k = 0; k < radius; k++) {
            addPair(terms[k], terms[2 * radius - k], weights[k], target, length);
        }
    }

    private static void scale(float[] term, float weight, float[] target, int length) {
        for (int i = 0; i < length; i++) {
            target[i] = term[i] * weight;
        }
    }

    private static void addPair(float[] term, float[] other, float weight, float[] target, int length) {
        for (int i = 0; i < length; i++) {
            target[i] += (term[i] + other[i]) * weight;
        }
    }

    /** Mirrors an index at the centres of the border pixels, as often as a kernel wider than the view needs. */
    private static int mirror(int i, int size) {
        if (size == 1) {
            return 0;
        }
        int period = 2 * (size - 1);
        int folded = Math.floorMod(i, period);
        return Math.min(folded, period - folded);
    }
}
