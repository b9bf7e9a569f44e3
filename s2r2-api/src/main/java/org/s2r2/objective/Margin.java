package org.s2r2.objective;

import org.s2r2.settings.Settings;

/**
 * How far a positive has to be above a negative to count as ranked above it: a number from 0 to 2, which is added to the
 * similarity of every negative.
 */
public final class Margin {

    private static final double MAX = 2;

    private Margin() {}

    /** Reads the key {@code margin}, which is no key of the resolved configuration where it is 0. */
    public static double read(Settings settings) {
        return settings.optionalNumber("margin", 0, 0, MAX);
    }

    /**
     * Returns a margin that is one.
     *
     * @throws IllegalArgumentException if it is not from 0 to 2
     */
    public static double require(double margin) {
        if (!(margin >= 0 && margin <= MAX)) {
            throw new IllegalArgumentException("margin: found " + margin + ", expected a number from 0 to " + MAX);
        }
        return margin;
    }
}
