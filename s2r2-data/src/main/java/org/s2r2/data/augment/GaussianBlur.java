package org.s2r2.data.augment;

/**
 * torchvision's Gaussian blur of [3, size, size] float planes: weights exp(-x^2 / (2 sigma^2)) normalised to sum 1,
 * along the rows and then down the columns, with the border mirrored and not repeated. An instance belongs to one
 * thread and reuses its arrays.
 */
final class GaussianBlur {

    private float[] weights = new float[0];
    private float[] padded = new float[0];
    private float[] across = new float[0];

    /** The odd number of taps nearest to a tenth of the view (SimCLR, appendix A), at least 3. */
    static int taps(int size) {
        return Math.max(3, size / 20 * 2 + 1);
    }

    void apply(float[] planes, int size, int taps, double sigma) {
        int radius = taps / 2;
        prepare(size, taps, sigma);
        for (int c = 0; c < 3; c++) {
            int plane = c * size * size;
            for (int y = 0; y < size; y++) {
                blurRow(planes, plane + y * size, size, radius, y * size);
            }
            for (int y = 0; y < size; y++) {
                blurColumn(planes, plane + y * size, size, radius, y);
            }
        }
    }

    private void prepare(int size, int taps, double sigma) {
        if (weights.length < taps) {
            weights = new float[taps];
        }
        if (across.length < size * size) {
            across = new float[size * size];
        }
        if (padded.length < size + taps) {
            padded = new float[size + taps];
        }
        double sum = 0;
        for (int k = 0; k < taps; k++) {
            sum += density(k - taps / 2, sigma);
        }
        for (int k = 0; k < taps; k++) {
            weights[k] = (float) (density(k - taps / 2, sigma) / sum);
        }
    }

    private static double density(int x, double sigma) {
        return StrictMath.exp(-0.5 * (x / sigma) * (x / sigma));
    }

    private void blurRow(float[] planes, int from, int size, int radius, int to) {
        System.arraycopy(planes, from, padded, radius, size);
        for (int i = 1; i <= radius; i++) {
            padded[radius - i] = planes[from + mirror(-i, size)];
            padded[radius + size - 1 + i] = planes[from + mirror(size - 1 + i, size)];
        }
        scale(padded, 0, weights[0], across, to, size);
        for (int k = 1; k <= 2 * radius; k++) {
            addScaled(padded, k, weights[k], across, to, size);
        }
    }

    private void blurColumn(float[] planes, int to, int size, int radius, int y) {
        scale(across, mirror(y - radius, size) * size, weights[0], planes, to, size);
        for (int k = 1; k <= 2 * radius; k++) {
            addScaled(across, mirror(y - radius + k, size) * size, weights[k], planes, to, size);
        }
    }

    private static void scale(float[] source, int from, float weight, float[] target, int to, int length) {
        for (int i = 0; i < length; i++) {
            target[to + i] = weight * source[from + i];
        }
    }

    private static void addScaled(float[] source, int from, float weight, float[] target, int to, int length) {
        for (int i = 0; i < length; i++) {
            target[to + i] += weight * source[from + i];
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
