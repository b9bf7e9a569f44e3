package org.s2r2.testkit.backend;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;
import org.s2r2.testkit.encoder.ReferenceNetwork;
import org.s2r2.testkit.encoder.ReferenceNetwork.Values;
import org.s2r2.view.ViewBatch;

/** What an {@link EncoderModel} is to give, in double precision, by {@link ReferenceNetwork} and its differences. */
final class ReferenceModel {

    private static final double STEP = 1e-6;

    private final Encoder encoder;
    private final Layer whole;
    private final Map<String, HostArray> weights;
    private final ReferenceNetwork network;

    ReferenceModel(Encoder encoder, Map<String, HostArray> weights) {
        this.encoder = encoder;
        this.whole = Layer.Sequential.of(encoder.backbone(), encoder.head());
        this.weights = weights;
        this.network = new ReferenceNetwork(weights);
    }

    /** A parameter after the forwards so far. */
    double[] weight(String name) {
        return network.weight(name);
    }

    /** {@link EncoderModel#forward}; the running statistics move. */
    double[] forward(ViewBatch batch) {
        return forward(network, images(batch));
    }

    /** {@link EncoderModel#embed}. */
    double[] embed(FloatBuffer pixels, int count, int size, Stage stage) {
        Layer layer = stage == Stage.BACKBONE ? encoder.backbone() : whole;
        return network.forward(layer, images(pixels, count, size), false).values();
    }

    /**
     * The gradient of sum(embeddings * upstream) in training mode at the first weights, for every trainable parameter.
     *
     * @throws IllegalStateException if a ReLU or a maximum is so near to its kink that the differences cannot tell
     */
    Map<String, double[]> gradients(ViewBatch batch, float[] upstream) {
        List<Values> images = images(batch);
        ReferenceNetwork moved = new ReferenceNetwork(weights);
        double centre = loss(moved, images, upstream);
        Map<String, double[]> gradients = new LinkedHashMap<>();
        Map<String, Double> doubts = new LinkedHashMap<>();
        for (Parameter parameter : encoder.parameters()) {
            if (parameter.trainable()) {
                double[] weight = moved.weight(parameter.name());
                double[] gradient = new double[weight.length];
                double doubt = 0;
                for (int i = 0; i < weight.length; i++) {
                    double at = weight[i];
                    weight[i] = at + STEP;
                    double up = loss(moved, images, upstream);
                    weight[i] = at - STEP;
                    double down = loss(moved, images, upstream);
                    weight[i] = at;
                    gradient[i] = (up - down) / (2 * STEP);
                    doubt = Math.max(doubt, Math.abs(up - 2 * centre + down) / (2 * STEP));
                }
                gradients.put(parameter.name(), gradient);
                doubts.put(parameter.name(), doubt);
            }
        }
        doubts.forEach((name, doubt) -> {
            if (doubt > Comparison.gradientTolerance(gradients.get(name), gradients.values())) {
                throw new IllegalStateException("the samples for encoder " + encoder.name() + " lie within " + STEP
                        + " of a kink in " + name + ": choose another seed");
            }
        });
        return gradients;
    }

    private double loss(ReferenceNetwork moved, List<Values> images, float[] upstream) {
        double[] embeddings = forward(moved, images);
        double sum = 0;
        for (int i = 0; i < embeddings.length; i++) {
            sum += embeddings[i] * upstream[i];
        }
        return sum;
    }

    private double[] forward(ReferenceNetwork by, List<Values> images) {
        return images.stream()
                .flatMapToDouble(block -> Arrays.stream(by.forward(whole, block, true).values()))
                .toArray();
    }

    private static List<Values> images(ViewBatch batch) {
        return batch.blocks().stream()
                .map(block -> images(block.pixels(), block.rows(), block.size()))
                .toList();
    }

    private static Values images(FloatBuffer pixels, int count, int size) {
        double[] values = new double[count * 3 * size * size];
        Arrays.setAll(values, pixels::get);
        return new Values(new int[] {count, 3, size, size}, values);
    }
}
