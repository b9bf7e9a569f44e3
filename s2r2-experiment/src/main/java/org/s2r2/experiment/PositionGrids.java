package org.s2r2.experiment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.s2r2.encoder.GridResampling;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.encoder.TokenLayer.PositionEmbedding;
import org.s2r2.tensor.HostArray;

/**
 * The position embeddings of a backbone, for which a file may have those of another grid of patches.
 *
 * @param layers by the names of their parameters
 */
record PositionGrids(Map<String, PositionEmbedding> layers) {

    static PositionGrids of(Layer backbone) {
        Map<String, PositionEmbedding> layers = new HashMap<>();
        backbone.tree()
                .filter(PositionEmbedding.class::isInstance)
                .map(PositionEmbedding.class::cast)
                .forEach(layer -> layers.put(layer.name(), layer));
        return new PositionGrids(layers);
    }

    /** Whether an array of this shape serves as the parameter: as it is, or interpolated from another square grid. */
    boolean serves(int[] shape, Parameter parameter) {
        return Arrays.equals(shape, parameter.shape()) || otherGrid(shape, parameter) > 0;
    }

    /** The height and width of another grid that the array is of; 0 if it is of none. */
    private int otherGrid(int[] shape, Parameter parameter) {
        PositionEmbedding layer = layers.get(parameter.name());
        if (layer == null || shape.length != 3 || shape[0] != 1 || shape[2] != layer.width() || shape[1] <= layer.prefix()) {
            return 0;
        }
        int places = shape[1] - layer.prefix();
        int side = (int) Math.round(Math.sqrt(places));
        return side * side == places && side != layer.grid() ? side : 0;
    }

    /** What is done with an array of this shape, for the log; empty if it is taken as it is. */
    String resampling(int[] shape, Parameter parameter) {
        int from = otherGrid(shape, parameter);
        if (from == 0) {
            return "";
        }
        int to = Objects.requireNonNull(layers.get(parameter.name())).grid();
        return parameter.name() + " is interpolated from " + from + " x " + from + " to " + to + " x " + to + " patches";
    }

    /** An array that serves as the parameter, in the parameter's shape. */
    HostArray fitted(HostArray array, Parameter parameter) {
        int from = otherGrid(array.shape(), parameter);
        if (from == 0) {
            return array;
        }
        PositionEmbedding layer = Objects.requireNonNull(layers.get(parameter.name()));
        float[] matrix = GridResampling.matrix(from, layer.grid());
        int start = layer.prefix() * layer.width();
        float[] values = Arrays.copyOf(array.values(), parameter.size());
        for (int place = 0; place < layer.grid() * layer.grid(); place++) {
            for (int channel = 0; channel < layer.width(); channel++) {
                double sum = 0;
                for (int old = 0; old < from * from; old++) {
                    sum += (double) matrix[place * from * from + old] * array.values()[start + old * layer.width() + channel];
                }
                values[start + place * layer.width() + channel] = (float) sum;
            }
        }
        return new HostArray(parameter.shape().clone(), values);
    }
}
