package org.s2r2.bench;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * Forms of a computation that take turns, round by round, so that what the machine does beside them hits all alike.
 *
 * @param nanoTime a clock in nanoseconds
 * @param seconds how long a turn takes at least
 */
record AlternatingRounds(LongSupplier nanoTime, double seconds) {

    /** @throws IllegalArgumentException if there is no round, or no time for one */
    static void require(int rounds, double seconds) {
        if (rounds < 1 || !(seconds > 0)) {
            throw new IllegalArgumentException(
                    "expected 1 round or more of more than 0 seconds, found " + rounds + " of " + seconds);
        }
    }

    /**
     * Measures.
     *
     * @param warmUp rounds before the others, which count for nothing
     * @param rounds how many count
     * @return the seconds that a form took, [form][round], on average over a turn
     */
    double[][] take(int warmUp, int rounds, List<? extends Runnable> forms) {
        double[][] taken = new double[forms.size()][rounds];
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < taken.length; i++) {
                double mean = turn(forms.get(i));
                if (round >= 0) {
                    taken[i][round] = mean;
                }
            }
        }
        return taken;
    }

    private double turn(Runnable form) {
        long start = nanoTime.getAsLong();
        int done = 0;
        double passed;
        do {
            form.run();
            done++;
            passed = (nanoTime.getAsLong() - start) / 1e9;
        } while (passed < seconds);
        return passed / done;
    }
}
