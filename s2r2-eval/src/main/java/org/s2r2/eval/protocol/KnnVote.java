package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The vote of nearest neighbours: each gives its class exp(s / T) for its similarity s, and the class with the most is
 * named, the lower of several (Wu et al., CVPR 2018, section 3.4, equation 8).
 */
final class KnnVote {

    private final Knn settings;
    private final double[] votes;

    KnnVote(Knn settings, int classes) {
        this.settings = settings;
        this.votes = new double[classes];
    }

    /** The similarity of a neighbour. */
    interface Similarity {
        float of(int neighbour);
    }

    /**
     * The class that neighbours name.
     *
     * @param count how many there are, the most similar first
     * @param classOf the class of each
     */
    int of(int count, Similarity similarity, IntUnaryOperator classOf) {
        Arrays.fill(votes, 0);
        // Dividing all votes by the largest weight changes no comparison and keeps exp from overflowing.
        float largest = similarity.of(0);
        for (int i = 0; i < count; i++) {
            votes[classOf.applyAsInt(i)] += Math.exp(((double) similarity.of(i) - largest) / settings.temperature());
        }
        int best = 0;
        for (int c = 1; c < votes.length; c++) {
            if (votes[c] > votes[best]) {
                best = c;
            }
        }
        return best;
    }

    static List<Figure> figures(double top1) {
        return List.of(Figure.of("kNN top-1", top1, "top1"));
    }
}
