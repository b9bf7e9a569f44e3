package org.s2r2.data.augment;

import java.util.Random;
import org.s2r2.data.RgbImage;

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
}
