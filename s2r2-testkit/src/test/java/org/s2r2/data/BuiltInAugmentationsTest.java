package org.s2r2.data;

import org.junit.jupiter.api.Nested;
import org.s2r2.data.augment.Augmentation;
import org.s2r2.data.augment.Blur;
import org.s2r2.data.augment.ColorJitter;
import org.s2r2.data.augment.Grayscale;
import org.s2r2.data.augment.HorizontalFlip;
import org.s2r2.data.augment.Solarize;
import org.s2r2.testkit.data.AugmentationContract;

/** The augmentations of the framework keep the contract. */
class BuiltInAugmentationsTest {

    @Nested
    class Flip extends AugmentationContract {
        @Override
        protected Augmentation augmentation() {
            return new HorizontalFlip(0.5);
        }
    }

    @Nested
    class Jitter extends AugmentationContract {
        @Override
        protected Augmentation augmentation() {
            return new ColorJitter(0.8, 0.8, 0.8, 0.8, 0.5);
        }
    }

    @Nested
    class Grey extends AugmentationContract {
        @Override
        protected Augmentation augmentation() {
            return new Grayscale(0.5);
        }
    }

    @Nested
    class Blurred extends AugmentationContract {
        @Override
        protected Augmentation augmentation() {
            return new Blur(0.5, 0.1, 2);
        }
    }

    @Nested
    class Solarized extends AugmentationContract {
        @Override
        protected Augmentation augmentation() {
            return new Solarize(0.5, 128);
        }
    }
}
