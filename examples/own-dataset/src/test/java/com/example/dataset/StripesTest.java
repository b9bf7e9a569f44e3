package com.example.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.Split;
import org.s2r2.data.image.RgbImage;
import org.s2r2.testkit.data.DatasetContract;

class StripesTest extends DatasetContract {

    private static final int SIDE = 16;

    /** One pixel along the stripes, to the right and down, by the name of the class. */
    private static final Map<String, int[]> ALONG = Map.of(
            "horizontal", new int[] {1, 0}, "vertical", new int[] {0, 1},
            "rising", new int[] {1, -1}, "falling", new int[] {1, 1});

    @Override
    protected DatasetFactory factory() {
        return Stripes::open;
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("images", 40, "size", SIDE);
    }

    @Test
    void aStripeHasOneColourAlongTheDirectionOfItsClassAndNoOther() {
        Stripes images = new Stripes(Split.TRAIN, 40, SIDE, 1);
        for (int i = 0; i < images.size(); i++) {
            String own = images.classNames().get(images.label(i));
            RgbImage image = images.image(i);
            ALONG.forEach((name, step) ->
                    assertThat(isConstantAlong(image, step)).as(name).isEqualTo(name.equals(own)));
        }
    }

    private static boolean isConstantAlong(RgbImage image, int[] step) {
        for (int y = 1; y < SIDE - 1; y++) {
            for (int x = 0; x < SIDE - 1; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    if (image.value(x, y, channel) != image.value(x + step[0], y + step[1], channel)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Test
    void trainingAndTestImagesDiffer() {
        Stripes train = new Stripes(Split.TRAIN, 40, SIDE, 1);
        Stripes test = new Stripes(Split.TEST, 40, SIDE, 1);
        for (int i = 0; i < train.size(); i++) {
            assertThat(test.image(i).pixels()).isNotEqualTo(train.image(i).pixels());
        }
    }
}
