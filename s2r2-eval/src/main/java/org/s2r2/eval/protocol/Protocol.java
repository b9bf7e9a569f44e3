package org.s2r2.eval.protocol;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.s2r2.settings.InvalidInputException;

/** A way to judge frozen features. */
public enum Protocol {
    /**
     * Weighted k-nearest-neighbour classification by cosine similarity (Wu et al., "Unsupervised Feature Learning via
     * Non-Parametric Instance Discrimination", CVPR 2018, section 3.4).
     */
    KNN,
    /**
     * Multinomial logistic regression on standardised features; for rows with any number of classes a logistic
     * regression for each class, and mean average precision.
     */
    LINEAR,
    /** Each test row as a query against the training rows, ranked by cosine similarity. */
    RETRIEVAL,
    /** The linear probe with small parts of the training labels. */
    SEMI,
    /** The linear probe and the nearest neighbours trained on each predefined fold of the training rows. */
    FOLDS;

    /** The name on the command line and in results, such as {@code knn}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The protocol under a key, or all of them under {@code all}.
     *
     * @throws InvalidInputException if there is no such protocol
     */
    public static Set<Protocol> parse(String key) {
        if (key.equals("all")) {
            return EnumSet.allOf(Protocol.class);
        }
        for (Protocol protocol : values()) {
            if (protocol.key().equals(key)) {
                return EnumSet.of(protocol);
            }
        }
        throw new InvalidInputException("protocol: found '" + key + "', expected one of "
                + Stream.of(values()).map(Protocol::key).collect(Collectors.joining(", ")) + ", all");
    }

    /**
     * The protocols to run on some training rows. All of them stand for all that apply; fewer have to apply each.
     *
     * @param name what to call the rows in messages
     * @param multiLabel whether the rows have any number of classes each
     * @param folds whether the rows have predefined folds
     * @throws InvalidInputException if one was asked for that does not apply
     */
    public static Set<Protocol> applicable(Set<Protocol> asked, String name, boolean multiLabel, boolean folds) {
        if (asked.size() == values().length) {
            Set<Protocol> all = multiLabel ? EnumSet.of(LINEAR) : EnumSet.allOf(Protocol.class);
            if (!folds) {
                all.remove(FOLDS);
            }
            return all;
        }
        for (Protocol protocol : asked) {
            if (multiLabel && protocol != LINEAR) {
                throw new InvalidInputException("protocol: found '" + protocol.key() + "', expected linear or all, as "
                        + name + " has any number of labels an image");
            }
            if (protocol == FOLDS && !folds) {
                throw new InvalidInputException("protocol: found 'folds', expected another, as " + name
                        + " has no predefined folds as those of STL-10");
            }
        }
        return asked;
    }
}
