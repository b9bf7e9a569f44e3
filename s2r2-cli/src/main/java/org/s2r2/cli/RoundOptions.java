package org.s2r2.cli;

import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Option;

/** How often and how long something is measured that takes turns with others. */
final class RoundOptions {

    private static final int MOST_ROUNDS = 1000;
    private static final double MOST_SECONDS = 3600;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rounds of each; 5 if absent.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            paramLabel = "S",
            description = "How long a turn takes; 4 if absent. The warm-up is before the first.")
    private double seconds;

    /** @throws InvalidInputException if one of the two is out of range */
    void require() {
        BenchCommand.require("--rounds", rounds, 1, MOST_ROUNDS);
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
