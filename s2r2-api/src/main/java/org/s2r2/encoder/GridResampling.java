package org.s2r2.encoder;

/**
 * Interpolation of position embeddings from one square grid to another, as timm's {@code resample_abs_pos_embed} does
 * it: PyTorch's bicubic interpolation with antialiasing and without aligned corners. (DINO's {@code
 * interpolate_pos_encoding} does not antialias, and has another cubic.) It is linear in the embeddings, so that an engine
 * multiplies by a matrix.
 *
 * <p>Along an axis of n places that becomes one of m, with s = n / m, output i is centred at c = s (i + 1/2). Of input j,
 * centred at j + 1/2, it has a part in proportion to k((j + 1/2 - c) / max(s, 1)), where k is the cubic of Keys (1981)
 * with a = -1/2, which is 0 from 2 on. The parts add to 1.
 */
public final class GridResampling {

    private static final double A = -0.5;
    private static final double SUPPORT = 2;

    private GridResampling() {}

    /**
     * The parts that the places of one grid have in those of another.
     *
     * @param from height and width of the grid that is there
     * @param to height and width of the grid that is wanted
     * @return [to x to, from x from], row-major; the places of a grid are numbered row by row
     */
    public static float[] matrix(int from, int to) {
        double[][] axis = axis(from, to);
        float[] matrix = new float[to * to * from * from];
        int at = 0;
        for (int row = 0; row < to; row++) {
            for (int column = 0; column < to; column++) {
                for (int fromRow = 0; fromRow < from; fromRow++) {
                    for (int fromColumn = 0; fromColumn < from; fromColumn++) {
                        matrix[at++] = (float) (axis[row][fromRow] * axis[column][fromColumn]);
                    }
                }
            }
        }
        return matrix;
    }

    private static double[][] axis(int from, int to) {
        double step = (double) from / to;
        double stretch = Math.max(step, 1);
        double[][] parts = new double[to][from];
        for (int i = 0; i < to; i++) {
            double centre = step * (i + 0.5);
            int first = Math.max((int) (centre - SUPPORT * stretch + 0.5), 0);
            int end = Math.min((int) (centre + SUPPORT * stretch + 0.5), from);
            double sum = 0;
            for (int j = first; j < end; j++) {
                parts[i][j] = cubic((j + 0.5 - centre) / stretch);
                sum += parts[i][j];
            }
            for (int j = first; j < end; j++) {
                parts[i][j] /= sum;
            }
        }
        return parts;
    }

    private static double cubic(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? A * (((x - 5) * x + 8) * x - 4) : 0;
    }
}
