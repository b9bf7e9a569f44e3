package org.s2r2.bench;

/**
 * How long a form of the nearest-neighbour protocols takes.
 *
 * @param form {@code blocked}; {@code blocked+retrieval}, both protocols from the same similarities; or {@code plain}
 * @param seconds from features to figures, over the rounds
 * @param ratio {@code seconds} against the blocked form's in the same round, over the rounds
 * @param gflops 1e9 operations a second, counting those of the similarities alone, at the median of {@code seconds}
 * @param heapBytes the most heap that was in use beyond the features, garbage included
 * @param top1 the accuracy of kNN, which tells whether the forms compute the same
 */
public record KnnResult(
        String form, KnnSize size, RoundStatistics seconds, RoundStatistics ratio, double gflops, long heapBytes, double top1) {}
