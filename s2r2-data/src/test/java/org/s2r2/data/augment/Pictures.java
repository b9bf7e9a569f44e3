package org.s2r2.data.augment;

import java.util.Random;
import org.s2r2.data.image.RgbImage;

/** Random pictures and planes for tests. */
final class Pictures {

    private Pictures() {}

    static RgbImage random(int width, int height, long seed) {
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    static float[] planes(int pixels, long seed) {
        Random random = new Random(seed);
        float[] planes = new float[3 * pixels];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = random.nextInt(256) / 255f;
        }
        return planes;
    }

    /** The channels of [3, pixels] values apart, in arrays that are longer than needed. */
    static Planes apart(float[] values) {
        int pixels = values.length / 3;
        Planes planes = new Planes();
        planes.require(pixels + 5);
        for (int c = 0; c < 3; c++) {
            System.arraycopy(values, c * pixels, planes.channel(c), 0, pixels);
        }
        return planes;
    }

    /** Undoes {@link #apart}. */
    static float[] together(Planes planes, int pixels) {
        float[] values = new float[3 * pixels];
        for (int c = 0; c < 3; c++) {
            System.arraycopy(planes.channel(c), 0, values, c * pixels, pixels);
        }
        return values;
    }
}
