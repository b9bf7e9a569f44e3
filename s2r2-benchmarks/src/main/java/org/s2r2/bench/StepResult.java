package org.s2r2.bench;

/**
 * How fast an experiment trains on a backend.
 *
 * @param name the backend's name, with {@code #2} behind it where it comes a second time
 * @param backend what the backend says of itself
 * @param viewsPerSecond views of all crop sizes a second, over the rounds
 * @param ratio {@code viewsPerSecond} against the first backend's in the same round, over the rounds
 * @param times medians over the steps of all rounds
 * @param loss the objective's value, which tells whether backends compute the same
 */
public record StepResult(
        String name, String backend, RoundStatistics viewsPerSecond, RoundStatistics ratio, StepTimes times, double loss) {}
