package org.s2r2.data.augment;

import java.util.Arrays;
import org.s2r2.data.RgbImage;

/**
 * Antialiased bilinear resizing of a rectangle of an image into float planes, down the columns first and then along the
 * rows. An instance belongs to one thread and reuses its arrays.
 */
final class Resizer {

    private static final float[] UNIT = new float[256];

    static {
        for (int i = 0; i < 256; i++) {
            UNIT[i] = i / 255f;
        }
    }

    private final FilterWeights across = new FilterWeights();
    private final FilterWeights down = new FilterWeights();
    private float[] row = new float[0];
    private float[] rows = new float[0];

    /**
     * Resizes a rectangle as an image of its own, so that pixels outside it have no part in the result.
     *
     * @param flip whether to mirror the result horizontally
     * @param planes gets [3, size, size] values from 0 to 1
     */
    void crop(RgbImage image, CropBox box, int size, boolean flip, float[] planes) {
        across.compute(box.width, size, 0, size);
        down.compute(box.height, size, 0, size);
        resample(image, box.x, box.y, size, flip, planes);
    }

    /**
     * Resizes the whole image to {@code width} x {@code height} and takes a square of the result.
     *
     * @param planes gets [3, size, size] values from 0 to 1
     */
    void square(RgbImage image, long width, long height, long left, long top, int size, float[] planes) {
        across.compute(image.width(), width, left, size);
        down.compute(image.height(), height, top, size);
        resample(image, 0, 0, size, false, planes);
    }

    private void resample(RgbImage image, int boxX, int boxY, int size, boolean flip, float[] planes) {
        int left = across.first[0];
        int width = across.first[size - 1] + across.count[size - 1] - left;
        if (row.length < 3 * width) {
            row = new float[3 * width];
        }
        if (rows.length < 3 * width * size) {
            rows = new float[3 * width * size];
        }
        sumDown(image, boxX + left, boxY, width, size);
        for (int y = 0; y < size; y++) {
            sumAcross(3 * width * y, width, left, size, flip, y, planes);
        }
    }

    /** Fills {@code rows} with [size, 3, width]: the columns of the source resampled to the height of the result. */
    private void sumDown(RgbImage image, int left, int boxY, int width, int size) {
        Arrays.fill(rows, 0, 3 * width * size, 0);
        int firstOutput = 0;
        int end = down.first[size - 1] + down.count[size - 1];
        for (int y = down.first[0]; y < end; y++) {
            readRow(image.pixels(), ((boxY + y) * image.width() + left) * 3, width);
            while (down.first[firstOutput] + down.count[firstOutput] <= y) {
                firstOutput++;
            }
            for (int i = firstOutput; i < size && down.first[i] <= y; i++) {
                addScaled(row, down.weights[i * down.stride + y - down.first[i]], rows, 3 * width * i, 3 * width);
            }
        }
    }

    private void readRow(byte[] pixels, int from, int width) {
        float[] to = row;
        for (int x = 0, i = from; x < width; x++, i += 3) {
            to[x] = UNIT[pixels[i] & 0xff];
            to[width + x] = UNIT[pixels[i + 1] & 0xff];
            to[2 * width + x] = UNIT[pixels[i + 2] & 0xff];
        }
    }

    private static void addScaled(float[] source, float weight, float[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
            target[offset + i] += weight * source[i];
        }
    }

    private void sumAcross(int from, int width, int left, int size, boolean flip, int y, float[] planes) {
        float[] source = rows;
        float[] weights = across.weights;
        int plane = size * size;
        for (int x = 0; x < size; x++) {
            int red = from + across.first[x] - left;
            int green = red + width;
            int blue = green + width;
            int weight = x * across.stride;
            float r = 0;
            float g = 0;
            float b = 0;
            for (int k = 0; k < across.count[x]; k++) {
                float w = weights[weight + k];
                r += w * source[red + k];
                g += w * source[green + k];
                b += w * source[blue + k];
            }
            int to = y * size + (flip ? size - 1 - x : x);
            planes[to] = r;
            planes[to + plane] = g;
            planes[to + 2 * plane] = b;
        }
    }
}
