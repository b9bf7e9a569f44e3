package org.s2r2.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** What every dataset keeps. A test class extends it, and says how one of a few images is opened. */
public abstract class DatasetContract {

    private static final int MOST = 200;

    /** The factory that a module binds. */
    protected abstract DatasetFactory factory();

    /** Settings of a small dataset without bad images. */
    protected abstract Map<String, Object> settings();

    private ImageDataset open(Split split) {
        Settings settings = Settings.of("data", settings());
        ImageDataset images = factory().open(settings, split);
        settings.rejectUnread();
        return images;
    }

    private static RgbImage image(ImageDataset images, int index) {
        try {
            return images.image(index);
        } catch (BadImageException e) {
            throw new AssertionError("image " + index + " is bad: " + e.getMessage(), e);
        }
    }

    @Test
    protected void imagesAreDecodedToPixelsOfTheirSizeAndTheSameAgain() {
        for (Split split : Split.values()) {
            try (ImageDataset images = open(split); ImageDataset again = open(split)) {
                assertThat(images.size()).as("images").isPositive();
                assertThat(again.size()).as("images, opened again").isEqualTo(images.size());
                assertThat(images.description()).as("description").isNotBlank();
                for (int i = 0; i < Math.min(MOST, images.size()); i++) {
                    RgbImage image = image(images, i);
                    assertThat(image.pixels()).hasSize(3 * image.width() * image.height());
                    assertThat(image(again, i).pixels()).as("image %d again", i).isEqualTo(image.pixels());
                }
            }
        }
    }

    @Test
    protected void severalThreadsDecodeTheSame() {
        try (ImageDataset images = open(Split.TRAIN)) {
            List<byte[]> alone = IntStream.range(0, Math.min(MOST, images.size()))
                    .mapToObj(i -> image(images, i).pixels())
                    .toList();
            IntStream.range(0, alone.size()).parallel().forEach(i ->
                    assertThat(image(images, i).pixels()).as("image %d", i).isEqualTo(alone.get(i)));
        }
    }

    @Test
    protected void labelsAreAmongTheClassesAndTheSameInBothSplits() {
        try (ImageDataset train = open(Split.TRAIN); ImageDataset test = open(Split.TEST)) {
            assertThat(test.classNames()).isEqualTo(train.classNames());
            for (ImageDataset images : List.of(train, test)) {
                for (int i = 0; i < Math.min(MOST, images.size()); i++) {
                    int classes = images.classNames().size();
                    if (images.multiLabel()) {
                        assertThat(Arrays.stream(images.labels(i)).allMatch(label -> label >= 0 && label < classes)).isTrue();
                    } else {
                        assertThat(images.label(i)).as("label of image %d", i).isBetween(-1, classes - 1);
                    }
                }
            }
        }
    }

    @Test
    protected void anUnknownKeyIsNotRead() {
        Settings settings = Settings.of("data", Map.of("no-such-key", 1));
        assertThatThrownBy(() -> {
            try (ImageDataset images = factory().open(settings, Split.TRAIN)) {
                settings.rejectUnread();
            }
        }).isInstanceOf(InvalidInputException.class);
    }
}
