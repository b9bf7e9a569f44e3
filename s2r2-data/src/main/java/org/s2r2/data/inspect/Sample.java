package org.s2r2.data.inspect;

import java.util.function.ObjIntConsumer;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.RgbImage;

/** Images spread evenly over a dataset. */
final class Sample {

    private Sample() {}

    /**
     * Hands over some images and their indices, leaving out those that cannot be decoded.
     *
     * @param count how many, at most as many as there are
     * @return how many could not be decoded
     */
    static int of(ImageDataset images, int count, ObjIntConsumer<RgbImage> taker) {
        int taken = Math.min(count, images.size());
        int bad = 0;
        for (int i = 0; i < taken; i++) {
            int index = (int) ((long) i * images.size() / taken);
            try {
                taker.accept(images.image(index), index);
            } catch (BadImageException e) {
                bad++; // the dataset has logged it
            }
        }
        return bad;
    }
}
