package org.s2r2.testkit.backend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.GlobalAvgPool;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.MaxPool;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/**
 * A layer to test, inside an encoder: behind a convolution, whose gradient tells that of the layer's input, and in
 * front of a linear read-out that gives each of the layer's outputs another gradient.
 *
 * @param name for messages
 * @param layer from [N, 4, size, size], or [N, 4] for rows
 * @param size of the images
 * @param rows whether the layer takes rows
 * @param dark whether the layer gets almost nothing for the first image
 */
record LayerCase(String name, Layer layer, int size, boolean rows, boolean dark) {

    private static final int VIEWS = 2;
    private static final int IMAGES = 2;
    private static final int READ_OUT = 3;

    static Stream<LayerCase> all() {
        return Stream.of(images(), ConvolutionCases.all(), TokenCases.all()).flatMap(cases -> cases);
    }

    private static Stream<LayerCase> images() {
        Layer norm = new BatchNorm("norm", 4, 0.3, 1e-3);
        Layer conv = new Conv2d("conv", 4, 4, 3, 1, 1, true);
        Layer relu = new Relu();
        Layer path = new DropPath("path", 0.5);
        return Stream.of(
                images("conv 3x3", new Conv2d("conv", 4, 5, 3, 1, 1, false)),
                images("conv 3x3 stride 2 with bias", new Conv2d("conv", 4, 5, 3, 2, 1, true)),
                images("conv 3x3 stride 2 of an even size", 6, new Conv2d("conv", 4, 5, 3, 2, 1, false)),
                images("conv 1x1", new Conv2d("conv", 4, 6, 1, 1, 0, false)),
                images("conv 1x1 stride 2", new Conv2d("conv", 4, 2, 1, 2, 0, false)),
                images("conv 1x1 stride 2 with bias of an even size", 6, new Conv2d("conv", 4, 2, 1, 2, 0, true)),
                images("conv 5x5 without padding", 6, new Conv2d("conv", 4, 2, 5, 1, 0, true)),
                images("conv 7x7 stride 2", 6, new Conv2d("conv", 4, 2, 7, 2, 3, false)),
                images("two convs", Sequential.of(conv, new Conv2d("conv2", 4, 3, 3, 1, 0, false))),
                images("batch norm of images", norm),
                rows("batch norm of rows", norm),
                images("relu of images", relu),
                rows("relu of rows", relu),
                images("max pool 3x3 stride 2", new MaxPool(3, 2, 1)),
                images("max pool 3x3 stride 1", new MaxPool(3, 1, 1)),
                images("max pool 2x2 that leaves out the last pixels", new MaxPool(2, 2, 0)),
                images("global average pool", new GlobalAvgPool()),
                rows("linear with bias", new Linear("fc", 4, 7, true)),
                rows("linear", new Linear("fc", 4, 7, false)),
                rows("L2 normalise", new L2Normalize()),
                rows("L2 normalise, all rows below epsilon", new L2Normalize(9)),
                new LayerCase("L2 normalise, one row below epsilon", new L2Normalize(0.01), 5, true, true),
                images("identity", Sequential.of()),
                images("conv, batch norm, relu", Sequential.of(conv, norm, relu)),
                images("sequential in sequential", Sequential.of(Sequential.of(conv, relu), Sequential.of(), norm)),
                images("residual x + x", residual(Sequential.of())),
                images("residual (x + x) + x", residual(residual(Sequential.of()))),
                images("residual relu(x) + x", residual(relu)),
                images("residual conv(relu(x)) + x", residual(Sequential.of(relu, conv))),
                images("residual x + conv(x)", new Residual(Sequential.of(), Optional.of(conv))),
                images("residual conv(x) + norm(x)", new Residual(conv, Optional.of(norm))),
                images("residual relu(norm(x)) + relu(x)",
                        new Residual(Sequential.of(norm, relu), Optional.of(relu))),
                images("residual of residuals, relu after each", Sequential.of(
                        residual(Sequential.of(residual(conv), relu)), relu)),
                rows("residual of rows", residual(new Linear("fc", 4, 4, true))),
                images("drop path", path),
                rows("drop path of rows", path),
                images("residual drop path(conv(x)) + x", residual(Sequential.of(conv, path))),
                images("residual drop path(x) + x", residual(path)),
                images("residual drop path(relu(norm(x))) + conv(x)",
                        new Residual(Sequential.of(norm, relu, path), Optional.of(conv))),
                rows("residual drop path(drop path(linear(x))) + x",
                        residual(Sequential.of(new Linear("fc", 4, 4, true), path, new DropPath("path2", 0.3)))));
    }

    static LayerCase images(String name, Layer layer) {
        return images(name, 5, layer);
    }

    static LayerCase images(String name, int size, Layer layer) {
        return new LayerCase(name, layer, size, false, false);
    }

    static LayerCase rows(String name, Layer layer) {
        return new LayerCase(name, layer, 5, true, false);
    }

    private static Layer residual(Layer body) {
        return new Residual(body, Optional.empty());
    }

    Encoder encoder() {
        Layer stem = new Conv2d("stem", 3, 4, 3, 1, 1, true);
        Layer tested = Sequential.of(rows ? Sequential.of(stem, new GlobalAvgPool()) : stem, layer);
        int[] shape = new ReferenceNetwork(Samples.weights(tested.parameters(), 1))
                .forward(tested, new ReferenceNetwork.Values(new int[] {1, 3, size, size}, new double[3 * size * size]),
                        false)
                .shape();
        if (shape.length == 2) {
            return new Encoder(name, tested, shape[1], new Linear("readout", shape[1], READ_OUT, true), READ_OUT);
        }
        Layer readOut = new Conv2d("readout", shape[1], READ_OUT, shape[2], 1, 0, true);
        Layer backbone = new Sequential(List.of(tested, readOut, new GlobalAvgPool()));
        return new Encoder(name, backbone, READ_OUT, Sequential.of(), READ_OUT);
    }

    Map<String, HostArray> weights() {
        Map<String, HostArray> weights = Samples.weights(encoder().parameters(), 1);
        if (dark) {
            weights.put("stem.bias", new HostArray(new int[] {4}, new float[4]));
        }
        return weights;
    }

    ViewBatch batch() {
        ViewBlock block = new ViewBlock(VIEWS, IMAGES, size, Samples.pixels(rowCount(), size, 2));
        if (dark) {
            for (int i = 0; i < 3 * size * size; i++) {
                block.pixels().put(i, 1e-3f * block.pixels().get(i));
            }
        }
        return Samples.batch(IMAGES, block);
    }

    int rowCount() {
        return VIEWS * IMAGES;
    }

    /** A gradient at the embeddings. */
    float[] upstream() {
        return Samples.gaussian(rowCount() * READ_OUT, 3);
    }

    @Override
    public String toString() {
        return name;
    }
}
