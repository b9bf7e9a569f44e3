package org.s2r2.data.augment;

import org.s2r2.data.random.SplitMix64;
import org.s2r2.view.Crop;

/** The rectangle of a random resized crop, reused from view to view. */
final class CropBox {

    private static final double MIN_ASPECT = 3.0 / 4;
    private static final double MAX_ASPECT = 4.0 / 3;
    private static final double MIN_LOG_ASPECT = StrictMath.log(MIN_ASPECT);
    private static final double MAX_LOG_ASPECT = StrictMath.log(MAX_ASPECT);
    private static final int TRIES = 10;

    int x;
    int y;
    int width;
    int height;

    /**
     * torchvision's {@code RandomResizedCrop.get_params}: the share of the area is uniform in [minScale, maxScale], the
     * logarithm of the aspect ratio uniform in log 3/4 .. log 4/3; after ten rectangles that do not fit, the largest
     * central one whose aspect ratio is allowed.
     */
    void sample(int imageWidth, int imageHeight, double minScale, double maxScale, SplitMix64 random) {
        double area = (double) imageWidth * imageHeight;
        for (int i = 0; i < TRIES; i++) {
            double target = area * random.uniform(minScale, maxScale);
            double aspect = StrictMath.exp(random.uniform(MIN_LOG_ASPECT, MAX_LOG_ASPECT));
            width = (int) Math.rint(Math.sqrt(target * aspect));
            height = (int) Math.rint(Math.sqrt(target / aspect));
            if (width > 0 && width <= imageWidth && height > 0 && height <= imageHeight) {
                x = random.below(imageWidth - width + 1);
                y = random.below(imageHeight - height + 1);
                return;
            }
        }
        central(imageWidth, imageHeight);
    }

    Crop crop() {
        return new Crop(x, y, width, height);
    }

    private void central(int imageWidth, int imageHeight) {
        double aspect = (double) imageWidth / imageHeight;
        width = aspect > MAX_ASPECT ? (int) Math.rint(imageHeight * MAX_ASPECT) : imageWidth;
        height = aspect < MIN_ASPECT ? (int) Math.rint(imageWidth / MIN_ASPECT) : imageHeight;
        x = (imageWidth - width) / 2;
        y = (imageHeight - height) / 2;
    }
}
