package org.s2r2.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.s2r2.data.image.RgbImage;

class EvalTransformTest {

    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};

    @Test
    void anImageOfTheRightSizeIsOnlyNormalised() {
        RgbImage image = Pictures.random(6, 6, 1);
        FloatBuffer target = FloatBuffer.allocate(200);
        new EvalTransform(6, Normalization.IMAGENET).apply(image, target, 50);
        for (int i = 0; i < 108; i++) {
            int c = i / 36;
            double value = image.value(i % 6, i / 6 % 6, c) / 255.0;
            assertThat((double) target.get(50 + i)).isCloseTo((value - MEAN[c]) / STD[c], within(1e-5));
        }
        assertThat(target.get(49)).isZero();
        assertThat(target.get(158)).isZero();
    }

    @Test
    void theCentreOfTheResizedImageIsCutOut() {
        RgbImage image = Pictures.random(50, 30, 2);
        FloatBuffer target = FloatBuffer.allocate(3 * 144);
        new EvalTransform(12, Normalization.IMAGENET).apply(image, target, 0);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                // 50 x 30 becomes 20 x 12, of which columns 4 to 15 are kept
                double value = ResizerTest.direct(image, 0, 0, 50, 30, 20, 12, i, j + 4, 1);
                double expected = (value - MEAN[1]) / STD[1];
                assertThat((double) target.get(144 + i * 12 + j)).isCloseTo(expected, within(2e-5));
            }
        }
    }
}
