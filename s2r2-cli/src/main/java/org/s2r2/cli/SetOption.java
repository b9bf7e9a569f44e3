package org.s2r2.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.s2r2.settings.InvalidInputException;
import picocli.CommandLine.Option;

/** The option that replaces keys of an experiment. */
final class SetOption {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replaces a key of the experiment file, such as training.epochs=5; may be repeated. Of one key"
                    + " the last value counts, and a key counts more than the section that it is in.")
    private List<String> set = new ArrayList<>();

    /** Sections before what is in them, and otherwise in their order. */
    List<String> overrides() {
        return set.stream()
                .sorted(Comparator.comparingLong(override -> key(override).chars().filter(c -> c == '.').count()))
                .toList();
    }

    /**
     * Refuses keys that another option stands for.
     *
     * @param option as it was given
     */
    void refuse(String option, List<String> keys) {
        for (String override : set) {
            if (keys.contains(key(override))) {
                throw new InvalidInputException(option + " and --set " + key(override)
                        + ": found both, expected one of the two, as they say the same");
            }
        }
    }

    private static String key(String override) {
        return override.split("=", 2)[0];
    }
}
