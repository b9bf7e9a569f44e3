package org.s2r2.examples.cli;

import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Option;

/** How long a measurement in rounds takes. */
final class RoundOptions {

    private static final int MOST_ROUNDS = 1000;
    private static final double MOST_SECONDS = 3600;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Turns of each of those that are measured; 5 if absent.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            paramLabel = "S",
            description = "How long a turn takes; 4 if absent. The warm-up takes half as long or more.")
    private double seconds;

    /** @throws InvalidInputException if an option is out of its range */
    void require() {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new InvalidInputException("--rounds: found " + rounds + ", expected from 1 to " + MOST_ROUNDS);
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new InvalidInputException(
                    "--seconds: found " + seconds + ", expected more than 0 and at most " + (int) MOST_SECONDS);
        }
    }

    int rounds() {
        return rounds;
    }

    double seconds() {
        return seconds;
    }
}
