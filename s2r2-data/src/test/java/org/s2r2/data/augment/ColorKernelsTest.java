package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColorKernelsTest {

    private static final Offset<Float> TINY = within(2e-6f);

    /** Two pixels, (0.8, 0.4, 0.2) and (0, 0.5, 1). */
    private final Planes planes = Pictures.apart(new float[] {0.8f, 0f, 0.4f, 0.5f, 0.2f, 1f});

    private final ColorKernels kernels = new ColorKernels();

    @Test
    void brightnessMultipliesAndClamps() {
        kernels.brightness(planes, 2, 1.5f);
        assertThat(Pictures.together(planes, 2)).containsExactly(new float[] {1f, 0f, 0.6f, 0.75f, 0.3f, 1f}, TINY);
    }

    @Test
    void contrastBlendsWithTheMeanGrey() {
        // Greys are 0.23912 + 0.2348 + 0.0228 = 0.49672 and 0.2935 + 0.114 = 0.4075, their mean is 0.45211.
        kernels.contrast(planes, 2, 0.5f);
        assertThat(Pictures.together(planes, 2))
                .containsExactly(
                        new float[] {0.626055f, 0.226055f, 0.426055f, 0.476055f, 0.326055f, 0.726055f}, TINY);
    }

    @Test
    void saturationBlendsEachPixelWithItsGrey() {
        kernels.saturation(planes, 2, 1.2f);
        // 1.2 * value - 0.2 * grey with the greys 0.49672 and 0.4075, clamped to 0 .. 1.
        assertThat(Pictures.together(planes, 2))
                .containsExactly(new float[] {0.860656f, 0f, 0.380656f, 0.5185f, 0.140656f, 1f}, TINY);
    }

    @Test
    void grayscaleFillsAllChannels() {
        kernels.grayscale(planes, 2);
        assertThat(Pictures.together(planes, 2))
                .containsExactly(new float[] {0.49672f, 0.4075f, 0.49672f, 0.4075f, 0.49672f, 0.4075f}, TINY);
    }

    @Test
    void solarizeInvertsFromTheThresholdUp() {
        Planes values = Pictures.apart(new float[] {0f, 127 / 255f, 128 / 255f, 1f, 0.1f, 0.9f});
        kernels.solarize(values, 2, 128 / 255f);
        assertThat(Pictures.together(values, 2))
                .containsExactly(new float[] {0f, 127 / 255f, 127 / 255f, 0f, 0.1f, 0.1f}, TINY);
    }

    @Test
    void hueTurnsAsJavasColorDoes() {
        int n = 4000;
        for (float shift : new float[] {-0.5f, -0.13f, 0f, 0.07f, 0.4f, 0.5f}) {
            float[] before = Pictures.planes(n, 3);
            Planes turned = Pictures.apart(before);
            kernels.hue(turned, n, shift);
            float[] after = Pictures.together(turned, n);
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

    /** Values that no byte has, the corners of the colour cube, and greys. */
    private static float[] colors(int random) {
        float[] levels = {0, 1e-7f, 0.3f, 0.3000001f, 1};
        int corners = levels.length * levels.length * levels.length;
        int n = corners + random;
        float[] values = new float[3 * n];
        Random source = new Random(8);
        for (int i = 0; i < n; i++) {
            values[i] = i < corners ? levels[i % 5] : source.nextFloat();
            values[n + i] = i < corners ? levels[i / 5 % 5] : source.nextFloat();
            values[2 * n + i] = i < corners ? levels[i / 25] : source.nextFloat();
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, -0.31, -0.1, -1e-6, 0, 0.02, 0.1, 0.4, 0.5})
    void hueTurnsAsTheSixCasesOfHsvInDoublePrecision(double shift) {
        float[] before = colors(3000);
        int n = before.length / 3;
        Planes turned = Pictures.apart(before);
        kernels.hue(turned, n, (float) shift);
        for (int i = 0; i < n; i++) {
            double[] expected = turned(before[i], before[n + i], before[2 * n + i], (float) shift);
            assertThat((double) turned.red[i]).isCloseTo(expected[0], within(2e-6)).isBetween(0.0, 1.0);
            assertThat((double) turned.green[i]).isCloseTo(expected[1], within(2e-6)).isBetween(0.0, 1.0);
            assertThat((double) turned.blue[i]).isCloseTo(expected[2], within(2e-6)).isBetween(0.0, 1.0);
        }
    }

    /** From RGB to HSV and back by the tables of cases (Foley et al., Computer Graphics, section 13.3). */
    private static double[] turned(double r, double g, double b, double turns) {
        double max = Math.max(r, Math.max(g, b));
        double chroma = max - Math.min(r, Math.min(g, b));
        double hue = 0;
        if (chroma > 0) {
            hue = max == r ? (g - b) / chroma : max == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
        }
        hue += 6 * turns;
        hue -= 6 * Math.floor(hue / 6);
        int sector = (int) hue % 6;
        double rest = hue - Math.floor(hue);
        double low = max - chroma;
        double falling = max - chroma * rest;
        double rising = max - chroma * (1 - rest);
        return switch (sector) {
            case 0 -> new double[] {max, rising, low};
            case 1 -> new double[] {falling, max, low};
            case 2 -> new double[] {low, max, rising};
            case 3 -> new double[] {low, falling, max};
            case 4 -> new double[] {rising, low, max};
            default -> new double[] {max, low, falling};
        };
    }

    private static int byteOf(float value) {
        return Math.round(255 * value);
    }

    @Test
    void hueLeavesGreyAlone() {
        float[] grey = {0f, 0.3f, 1f, 0f, 0.3f, 1f, 0f, 0.3f, 1f};
        Planes turned = Pictures.apart(grey);
        kernels.hue(turned, 3, 0.3f);
        assertThat(Pictures.together(turned, 3)).containsExactly(grey);
    }
}
