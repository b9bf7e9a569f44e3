package org.s2r2.testkit.backend;

import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** An encoder of three layers with weights, and batches of random pixels for it. */
final class SmallEncoder {

    static final Encoder ENCODER = new Encoder(
            "small",
            Layer.Sequential.of(new Layer.Conv2d("conv", 3, 5, 3, 1, 1, true), new Layer.BatchNorm("norm", 5),
                    new Layer.Relu(), new Layer.GlobalAvgPool()),
            5,
            Layer.Sequential.of(new Layer.Linear("linear", 5, 3, true)),
            3);

    private static final int IMAGES = 4;
    private static final int SIZE = 4;

    private SmallEncoder() {}

    /** Two views of 4 images of 4 x 4 pixels. */
    static ViewBatch batch(long seed) {
        return Samples.batch(IMAGES, new ViewBlock(2, IMAGES, SIZE, Samples.pixels(2 * IMAGES, SIZE, seed)));
    }
}
