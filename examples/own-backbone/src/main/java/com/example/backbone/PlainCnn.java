package com.example.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.Layer;
import org.s2r2.settings.Settings;

/**
 * A small convolutional network without shortcuts, in the manner of VGG (Simonyan and Zisserman, "Very Deep
 * Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, arXiv 1409.1556) with batch norm (Ioffe and
 * Szegedy, ICML 2015). It has three stages of width, 2 x width and 4 x width channels, each of them
 *
 * <pre>3x3 convolution, batch norm, ReLU, 2x2 max pooling</pre>
 *
 * <p>The mean over height and width gives 4 x width features. Images need 8 pixels or more in height and width.
 */
final class PlainCnn {

    static final String NAME = "plain-cnn";

    private static final int STAGES = 3;

    private PlainCnn() {}

    /** Reads {@code width}, 16 if absent. */
    static Backbone from(Settings settings) {
        return of(settings.integer("width", 16, 1, 1024));
    }

    /** @param width the channels of the first stage */
    static Backbone of(int width) {
        List<Layer> layers = new ArrayList<>();
        int channels = 3;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = width << stage;
            layers.add(new Layer.Conv2d("stage" + stage + ".conv", channels, out, 3, 1, 1, false));
            layers.add(new Layer.BatchNorm("stage" + stage + ".norm", out));
            layers.add(new Layer.Relu());
            layers.add(new Layer.MaxPool(2, 2, 0));
            channels = out;
        }
        layers.add(new Layer.GlobalAvgPool());
        Map<String, Object> settings = Map.of("backbone", NAME, "width", width);
        return new Backbone(NAME + "-w" + width, new Layer.Sequential(layers), channels, settings);
    }
}
