package org.s2r2.bench;

/**
 * How long a form of a loss takes, with its gradient.
 *
 * @param form {@code fused} or {@code composed}
 * @param views the rows of the batch
 * @param milliseconds of one evaluation, over the rounds
 * @param ratio {@code milliseconds} against the fused form's in the same round, over the rounds
 * @param loss the value, which tells whether the forms compute the same
 */
public record LossResult(String form, int views, RoundStatistics milliseconds, RoundStatistics ratio, double loss) {}
