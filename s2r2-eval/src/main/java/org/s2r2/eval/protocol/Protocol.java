package org.s2r2.eval.protocol;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.s2r2.settings.InvalidInputException;

/** A way to judge frozen features. */
public enum Protocol {
    /**
     * Weighted k-nearest-neighbour classification by cosine similarity (Wu et al., "Unsupervised Feature Learning via
     * Non-Parametric Instance Discrimination", CVPR 2018, section 3.4).
     */
    KNN,
    /** Multinomial logistic regression on standardised features. */
    LINEAR,
    /** Each test row as a query against the training rows, ranked by cosine similarity. */
    RETRIEVAL;

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
        throw new InvalidInputException("protocol: found '" + key + "', expected one of knn, linear, retrieval, all");
    }
}
