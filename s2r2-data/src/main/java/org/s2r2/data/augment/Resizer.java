package org.s2r2.data.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.s2r2.data.image.RgbImage;

/**
 * Antialiased bilinear resizing of a rectangle of an image into planes: down the columns first, in whole numbers, which
 * leaves as many rows as the result has, and then along the rows. For that the rows are turned into columns, so that
 * both passes add up whole arrays with a weight each. An instance belongs to one thread and reuses its arrays.
 */
final class Resizer {

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** How many rows or columns are turned at once, so that whole lines of the processor's cache are written. */
    private static final int BLOCK = 8;

    /** What a value of 255 has become in {@link #sums}, which a float holds exactly. */
    private static final float WHOLE = 255f * FilterWeights.ONE;

    private final FilterWeights across = new FilterWeights();
    private final FilterWeights down = new FilterWeights();

    /** Rows of the source [row modulo their number][channel][x], values from 0 to 255. */
    private int[][][] sources = new int[0][][];

    private int[] packed = new int[0];

    /** Rows of the result's height and the source's width, [channel][row modulo BLOCK][x], from 0 to {@link #WHOLE}. */
    private final int[][][] sums = new int[3][BLOCK][0];

    /** The same turned, [x][channel x lines + y], where lines is the height rounded up to whole blocks. */
    private float[][] columns = new float[0][];

    /** Columns of the result [x modulo BLOCK][channel x lines + y]. */
    private final float[][] results = new float[BLOCK][0];

    /**
     * Resizes a rectangle as an image of its own, so that pixels outside it have no part in the result.
     *
     * @param flip whether to mirror the result horizontally
     * @param planes gets size x size values; there has to be room for them
     */
    void crop(RgbImage image, CropBox box, int size, boolean flip, Planes planes) {
        across.compute(box.width, size, 0, size);
        down.compute(box.height, size, 0, size);
        resample(image, box.x, box.y, size, flip, planes);
    }

    /**
     * Resizes the whole image to {@code width} x {@code height} and takes a square of the result.
     *
     * @param planes gets size x size values; there has to be room for them
     */
    void square(RgbImage image, long width, long height, long left, long top, int size, Planes planes) {
        across.compute(image.width(), width, left, size);
        down.compute(image.height(), height, top, size);
        resample(image, 0, 0, size, false, planes);
    }

    private void resample(RgbImage image, int boxX, int boxY, int size, boolean flip, Planes planes) {
        int left = across.first[0];
        int width = across.first[size - 1] + across.count[size - 1] - left;
        int lines = (size + BLOCK - 1) / BLOCK * BLOCK;
        require(width, 3 * lines);
        sumDown(image, boxX + left, boxY, width, size, lines);
        sumAcross(left, size, lines, flip, planes);
    }

    private void require(int width, int column) {
        if (packed.length < width || sources.length < down.stride) {
            int room = Math.max(packed.length, width);
            packed = new int[room];
            sources = new int[Math.max(sources.length, down.stride)][3][room];
            for (int[][] rows : sums) {
                Arrays.setAll(rows, i -> new int[room]);
            }
        }
        if (columns.length < width || results[0].length < column) {
            int room = Math.max(results[0].length, column);
            columns = new float[Math.max(columns.length, width)][room];
            Arrays.setAll(results, i -> new float[room]);
        }
    }

    /** Fills {@code columns} with the columns of the source resampled to the height of the result. */
    private void sumDown(RgbImage image, int left, int boxY, int width, int size, int lines) {
        int unread = down.first[0];
        for (int y = 0; y < size; y++) {
            int first = down.first[y];
            int count = down.count[y];
            for (; unread < first + count; unread++) {
                pack(image.pixels(), ((boxY + unread) * image.width() + left) * 3, width, packed);
                int[][] source = sources[unread % sources.length];
                unpack(packed, source[0], source[1], source[2], width);
            }
            for (int c = 0; c < 3; c++) {
                int[] sum = sums[c][y % BLOCK];
                Arrays.fill(sum, 0, width, 0);
                for (int k = 0; k < count; k += 2) {
                    int other = k + 1 < count ? k + 1 : k;
                    addRows(
                            sources[(first + k) % sources.length][c],
                            down.fixed[y * down.stride + k],
                            sources[(first + other) % sources.length][c],
                            other == k ? 0 : down.fixed[y * down.stride + other],
                            sum,
                            width);
                }
            }
            if (y % BLOCK == BLOCK - 1 || y == size - 1) {
                for (int c = 0; c < 3; c++) {
                    rowsToColumns(sums[c], columns, c * lines + y / BLOCK * BLOCK, width);
                }
            }
        }
    }

    /** Reads pixels as red + 256 green + 65536 blue, with anything in the highest byte. */
    private static void pack(byte[] pixels, int from, int width, int[] to) {
        int last = width - 1;
        for (int x = 0; x < last; x++) {
            to[x] = (int) FOUR_BYTES.get(pixels, from + 3 * x);
        }
        int at = from + 3 * last;
        to[last] = pixels[at] & 0xff | (pixels[at + 1] & 0xff) << 8 | (pixels[at + 2] & 0xff) << 16;
    }

    private static void unpack(int[] packed, int[] red, int[] green, int[] blue, int width) {
        for (int x = 0; x < width; x++) {
            int pixel = packed[x];
            red[x] = pixel & 0xff;
            green[x] = pixel >> 8 & 0xff;
            blue[x] = pixel >> 16 & 0xff;
        }
    }

    private static void addRows(int[] row, int weight, int[] other, int otherWeight, int[] sum, int width) {
        for (int x = 0; x < width; x++) {
            sum[x] += row[x] * weight + other[x] * otherWeight;
        }
    }

    /** Turns a block of rows; those behind the last row of an image that ends within it are left over from before. */
    private static void rowsToColumns(int[][] rows, float[][] columns, int at, int width) {
        int[] row0 = rows[0];
        int[] row1 = rows[1];
        int[] row2 = rows[2];
        int[] row3 = rows[3];
        int[] row4 = rows[4];
        int[] row5 = rows[5];
        int[] row6 = rows[6];
        int[] row7 = rows[7];
        for (int x = 0; x < width; x++) {
            float[] column = columns[x];
            column[at] = row0[x];
            column[at + 1] = row1[x];
            column[at + 2] = row2[x];
            column[at + 3] = row3[x];
            column[at + 4] = row4[x];
            column[at + 5] = row5[x];
            column[at + 6] = row6[x];
            column[at + 7] = row7[x];
        }
    }

    private void sumAcross(int left, int size, int lines, boolean flip, Planes planes) {
        for (int x = 0; x < size; x++) {
            int output = flip ? size - 1 - x : x;
            int first = across.first[output] - left;
            int count = across.count[output];
            float[] result = results[x % BLOCK];
            Arrays.fill(result, 0, 3 * lines, 0);
            for (int k = 0; k < count; k += 2) {
                int other = k + 1 < count ? k + 1 : k;
                addColumns(
                        columns[first + k],
                        across.weights[output * across.stride + k],
                        columns[first + other],
                        other == k ? 0 : across.weights[output * across.stride + other],
                        result,
                        3 * lines);
            }
            toUnit(result, 3 * lines);
            if (x % BLOCK == BLOCK - 1) {
                for (int c = 0; c < 3; c++) {
                    columnsToRows(results, c * lines, planes.channel(c), x - BLOCK + 1, size);
                }
            }
        }
        for (int x = size / BLOCK * BLOCK; x < size; x++) {
            for (int c = 0; c < 3; c++) {
                columnToRows(results[x % BLOCK], c * lines, planes.channel(c), x, size);
            }
        }
    }

    private static void addColumns(
            float[] column, float weight, float[] other, float otherWeight, float[] sum, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += column[i] * weight + other[i] * otherWeight;
        }
    }

    /** A division, so that a value that no weight has touched is exactly v / 255. */
    private static void toUnit(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] /= WHOLE;
        }
    }

    private static void columnsToRows(float[][] columns, int from, float[] plane, int x, int size) {
        float[] column0 = columns[0];
        float[] column1 = columns[1];
        float[] column2 = columns[2];
        float[] column3 = columns[3];
        float[] column4 = columns[4];
        float[] column5 = columns[5];
        float[] column6 = columns[6];
        float[] column7 = columns[7];
        for (int y = 0, at = x; y < size; y++, at += size) {
            plane[at] = column0[from + y];
            plane[at + 1] = column1[from + y];
            plane[at + 2] = column2[from + y];
            plane[at + 3] = column3[from + y];
            plane[at + 4] = column4[from + y];
            plane[at + 5] = column5[from + y];
            plane[at + 6] = column6[from + y];
            plane[at + 7] = column7[from + y];
        }
    }

    private static void columnToRows(float[] column, int from, float[] plane, int x, int size) {
        for (int y = 0; y < size; y++) {
            plane[y * size + x] = column[from + y];
        }
    }
}
