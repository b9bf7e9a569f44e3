package org.s2r2.objective;

import org.s2r2.settings.Settings;

/** The unit in which an objective measures similarities, a number from 1e-4 to 10. */
public final class Temperature {

    private static final double MIN = 1e-4;
    private static final double MAX = 10;

    private Temperature() {}

    /** Reads the key {@code temperature}. */
    public static double read(Settings settings, double defaultValue) {
        return read(settings, "temperature", defaultValue);
    }

    /** Reads a temperature under another key. */
    public static double read(Settings settings, String key, double defaultValue) {
        return settings.number(key, defaultValue, MIN, MAX);
    }

    /**
     * Returns a temperature that is one.
     *
     * @throws IllegalArgumentException if it is not from 1e-4 to 10
     */
    public static double require(double temperature) {
        if (!(temperature >= MIN && temperature <= MAX)) {
            throw new IllegalArgumentException(
                    "temperature: found " + temperature + ", expected a number from " + MIN + " to " + MAX);
        }
        return temperature;
    }
}
