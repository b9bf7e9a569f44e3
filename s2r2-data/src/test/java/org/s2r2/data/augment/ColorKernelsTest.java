package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ColorKernelsTest {

    private static final Offset<Float> TINY = within(2e-6f);

    /** Two pixels, (0.8, 0.4, 0.2) and (0, 0.5, 1). */
    private final float[] planes = {0.8f, 0f, 0.4f, 0.5f, 0.2f, 1f};

    @Test
    void brightnessMultipliesAndClamps() {
        ColorKernels.brightness(planes, 2, 1.5f);
        assertThat(planes).containsExactly(new float[] {1f, 0f, 0.6f, 0.75f, 0.3f, 1f}, TINY);
    }

    @Test
    void contrastBlendsWithTheMeanGrey() {
        // Greys are 0.23912 + 0.2348 + 0.0228 = 0.49672 and 0.2935 + 0.114 = 0.4075, their mean is 0.45211.
        ColorKernels.contrast(planes, 2, 0.5f);
        assertThat(planes)
                .containsExactly(
                        new float[] {0.626055f, 0.226055f, 0.426055f, 0.476055f, 0.326055f, 0.726055f}, TINY);
    }

    @Test
    void saturationBlendsEachPixelWithItsGrey() {
        ColorKernels.saturation(planes, 2, 1.2f);
        // 1.2 * value - 0.2 * grey with the greys 0.49672 and 0.4075, clamped to 0 .. 1.
        assertThat(planes)
                .containsExactly(new float[] {0.860656f, 0f, 0.380656f, 0.5185f, 0.140656f, 1f}, TINY);
    }

    @Test
    void grayscaleFillsAllChannels() {
        ColorKernels.grayscale(planes, 2);
        assertThat(planes)
                .containsExactly(new float[] {0.49672f, 0.4075f, 0.49672f, 0.4075f, 0.49672f, 0.4075f}, TINY);
    }

    @Test
    void solarizeInvertsFromTheThresholdUp() {
        float[] values = {0f, 127 / 255f, 128 / 255f, 1f, 0.1f, 0.9f};
        ColorKernels.solarize(values, 2, 128 / 255f);
        assertThat(values).containsExactly(new float[] {0f, 127 / 255f, 127 / 255f, 0f, 0.1f, 0.1f}, TINY);
    }

    @Test
    void hueTurnsAsJavasColorDoes() {
        int n = 4000;
        for (float shift : new float[] {-0.5f, -0.13f, 0f, 0.07f, 0.4f, 0.5f}) {
            float[] before = Pictures.planes(n, 3);
            float[] after = before.clone();
            ColorKernels.hue(after, n, shift);
            for (int i = 0; i < n; i++) {
                float[] hsb = Color.RGBtoHSB(byteOf(before[i]), byteOf(before[n + i]), byteOf(before[2 * n + i]), null);
                int rgb = Color.HSBtoRGB(hsb[0] + shift, hsb[1], hsb[2]);
                float half = 0.51f / 255; // Color rounds to bytes
                assertThat(after[i]).isCloseTo((rgb >> 16 & 0xff) / 255f, within(half));
                assertThat(after[n + i]).isCloseTo((rgb >> 8 & 0xff) / 255f, within(half));
                assertThat(after[2 * n + i]).isCloseTo((rgb & 0xff) / 255f, within(half));
            }
        }
    }

    private static int byteOf(float value) {
        return Math.round(255 * value);
    }

    @Test
    void hueLeavesGreyAlone() {
        float[] grey = {0f, 0.3f, 1f, 0f, 0.3f, 1f, 0f, 0.3f, 1f};
        float[] turned = grey.clone();
        ColorKernels.hue(turned, 3, 0.3f);
        assertThat(turned).containsExactly(grey);
    }
}
