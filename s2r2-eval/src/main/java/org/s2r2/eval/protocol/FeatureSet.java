package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Frozen features with the class of every row.
 *
 * @param name what to call the set in messages, such as a file's name
 * @param features [n, dim], at least 1 of each, finite
 * @param labels [n], the class of every row, 0 or more; classes need not be consecutive
 */
public record FeatureSet(String name, HostArray features, int[] labels) {

    /**
     * @throws InvalidInputException if the features are not a matrix, empty or not finite, or the labels do not fit
     */
    public FeatureSet {
        requireMatrix(name, features, labels.length);
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0) {
                throw new InvalidInputException(name + ": row " + row + " has label " + labels[row]
                        + "; labels must be 0 or more");
            }
        }
    }

    /** A set that messages call "features". */
    public FeatureSet(HostArray features, int[] labels) {
        this("features", features, labels);
    }

    /**
     * @throws InvalidInputException if features are not a matrix of so many rows, or empty, or not finite
     */
    static void requireMatrix(String name, HostArray features, int labels) {
        int[] shape = features.shape();
        if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
            throw new InvalidInputException(name + ": features of shape " + Arrays.toString(shape)
                    + ", expected [rows, columns] with at least 1 of each");
        }
        if (labels != shape[0]) {
            throw new InvalidInputException(
                    name + ": " + labels + " labels, expected one for each of the " + shape[0] + " rows");
        }
        float[] values = features.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                String found = Float.isNaN(values[i]) ? "NaN" : "an infinite value";
                throw new InvalidInputException(
                        name + ": row " + i / shape[1] + " holds " + found + "; embeddings must be finite");
            }
        }
    }

    public int rows() {
        return labels.length;
    }

    public int dim() {
        return features.shape()[1];
    }

    /** Some of the rows as a set of their own, which may take one twice. */
    FeatureSet part(String partName, int[] chosen) {
        float[] values = new float[chosen.length * dim()];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(features.values(), chosen[i] * dim(), values, i * dim(), dim());
        }
        return new FeatureSet(
                partName,
                HostArray.matrix(values, chosen.length, dim()),
                IntStream.of(chosen).map(row -> labels[row]).toArray());
    }

    /** The labels that occur, ascending: the classes that a classifier trained on this set can name. */
    int[] classes() {
        return IntStream.of(labels).distinct().sorted().toArray();
    }

    /** For every row the position of its label among some classes, negative where it is not among them. */
    int[] classIndices(int[] classes) {
        return IntStream.of(labels).map(label -> Arrays.binarySearch(classes, label)).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureSet that
                && name.equals(that.name)
                && features.equals(that.features)
                && Arrays.equals(labels, that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + Arrays.hashCode(labels);
    }

    @Override
    public String toString() {
        return name + "[" + rows() + ", " + dim() + "]";
    }
}
