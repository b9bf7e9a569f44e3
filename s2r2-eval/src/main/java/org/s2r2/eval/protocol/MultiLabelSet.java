package org.s2r2.eval.protocol;

import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Frozen features with any number of classes for every row.
 *
 * @param name what to call the set in messages, such as a file's name
 * @param features [n, dim], at least 1 of each, finite
 * @param labels [n, classes], at least 1 class, whether a row has a class
 */
public record MultiLabelSet(String name, HostArray features, boolean[][] labels) {

    /**
     * @throws InvalidInputException if the features are not a matrix, empty or not finite, or the labels do not fit
     */
    public MultiLabelSet {
        FeatureSet.requireMatrix(name, features, labels.length);
        for (int row = 0; row < labels.length; row++) {
            if (labels[row].length < 1 || labels[row].length != labels[0].length) {
                throw new InvalidInputException(name + ": row " + row + " has labels for " + labels[row].length
                        + " classes, expected at least 1 class, and as many in every row");
            }
        }
    }

    public int rows() {
        return labels.length;
    }

    public int dim() {
        return features.shape()[1];
    }

    public int classes() {
        return labels[0].length;
    }
}
