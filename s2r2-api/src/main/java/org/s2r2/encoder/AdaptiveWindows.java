package org.s2r2.encoder;

/**
 * The windows of an {@link Layer.AdaptiveAvgPool}, as PyTorch chooses them: along an axis of n pixels window i of m goes from
 * floor(i n / m) to ceil((i + 1) n / m). Their means are linear in the pixels, so that an engine may multiply by a matrix.
 */
public final class AdaptiveWindows {

    private AdaptiveWindows() {}

    /**
     * The parts that pixels have in the means of windows.
     *
     * @param size height and width of the grid of windows
     * @return [size x size, height x width], row-major; windows and pixels are numbered row by row
     */
    public static float[] matrix(int size, int height, int width) {
        float[] parts = new float[size * size * height * width];
        for (int window = 0; window < size * size; window++) {
            int row = window / size;
            int column = window % size;
            int area = (end(row, size, height) - start(row, size, height)) * (end(column, size, width) - start(column, size, width));
            for (int h = start(row, size, height); h < end(row, size, height); h++) {
                for (int w = start(column, size, width); w < end(column, size, width); w++) {
                    parts[(window * height + h) * width + w] = 1f / area;
                }
            }
        }
        return parts;
    }

    private static int start(int window, int size, int length) {
        return window * length / size;
    }

    private static int end(int window, int size, int length) {
        return ((window + 1) * length + size - 1) / size;
    }
}
