package org.s2r2.cli;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.experiment.ExperimentFile;

/** What {@code --backend NAME} is short for. */
final class BackendOption {

    private static final String KEY = "backend.name";

    private BackendOption() {}

    /**
     * The overrides of a command line with the engine behind them.
     *
     * @param backend null where the option was not given
     * @throws org.s2r2.settings.InvalidInputException if {@code --set} names an engine too
     */
    static List<String> overrides(SetOption set, String backend) {
        List<String> overrides = new ArrayList<>(set.overrides());
        if (backend != null) {
            set.refuse("--backend", List.of(KEY));
            overrides.add(KEY + "=" + ExperimentFile.quote(backend));
        }
        return overrides;
    }
}
