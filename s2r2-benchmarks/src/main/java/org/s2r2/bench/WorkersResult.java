package org.s2r2.bench;

/**
 * How fast processes train an encoder together.
 *
 * @param processes how many
 * @param threads of each
 * @param viewsPerSecond of all processes and crop sizes together, over the rounds
 * @param ratio {@code viewsPerSecond} against the one process's in the same round, over the rounds
 * @param stepSeconds a step, the median over the rounds
 * @param collectiveShare the part of a step that is spent in sums and gathering, waiting for others included, from 0 to 1,
 *     over the rounds; the mean over the processes
 * @param loss the objective's value
 */
public record WorkersResult(int processes, int threads, RoundStatistics viewsPerSecond, RoundStatistics ratio,
        double stepSeconds, RoundStatistics collectiveShare, double loss) {}
