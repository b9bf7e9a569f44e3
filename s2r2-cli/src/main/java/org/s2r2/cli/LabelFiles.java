package org.s2r2.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.s2r2.npy.Npy;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labels of training rows and of test rows, which are of one kind: one label a row, [n], or sets of labels, [n,
 * classes]. NumPy users also save one label a row as [n, 1].
 */
record LabelFiles(Path train, Path test) {

    private static final Logger LOG = LoggerFactory.getLogger(LabelFiles.class);

    private enum Kind {
        ONE_EACH,
        SETS,
        /** [n, 1] of 0 and 1: labels of two classes, or sets of one. */
        EITHER
    }

    /**
     * Whether they are sets. Where a file of one label a row has the shape [n, 1], the log says how it is taken.
     *
     * @throws InvalidInputException if the two files may be of both kinds
     */
    boolean areSets() {
        Kind ofTrain = kind(train);
        Kind kind = ofTrain == Kind.EITHER ? kind(test) : ofTrain;
        if (kind == Kind.EITHER) {
            throw new InvalidInputException(train + ": found shape " + Npy.shape(train) + " of 0 and 1 alone, which may be"
                    + " one label a row or one class that a row has or has not; expected the shape [n] for one label a row"
                    + " (labels.ravel() in NumPy), or [n, classes] with 2 classes or more");
        }
        if (kind == Kind.ONE_EACH) {
            Stream.of(train, test).distinct().filter(LabelFiles::isColumn).forEach(file ->
                    LOG.info("{}: the shape {} is taken as one label a row", file, Npy.shape(file)));
        }
        return kind == Kind.SETS;
    }

    private static Kind kind(Path file) {
        if (isColumn(file)) {
            return Arrays.stream(Npy.readLabels(file)).allMatch(label -> label <= 1) ? Kind.EITHER : Kind.ONE_EACH;
        }
        return Npy.shape(file).size() == 2 ? Kind.SETS : Kind.ONE_EACH;
    }

    private static boolean isColumn(Path file) {
        List<Long> shape = Npy.shape(file);
        return shape.size() == 2 && shape.get(1) == 1;
    }
}
