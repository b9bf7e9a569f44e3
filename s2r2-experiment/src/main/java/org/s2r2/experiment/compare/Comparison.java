package org.s2r2.experiment.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.experiment.ExperimentFile.Replacement;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/**
 * A comparison file, read: one experiment, what every row and every dataset changes in it, and the seeds. Its keys are
 * listed in docs/configuration.md.
 *
 * @param source the file, in messages
 * @param name names the folder of results
 * @param base the keys of the experiment
 * @param common what all runs change in it, before datasets and rows do
 * @param seeds one run each
 * @param datasets what each changes
 * @param rows what each changes, after the datasets; the first is what the others are compared with
 * @param last what all runs change after the rows
 * @param protocols how the runs are judged
 * @param equal what all rows of a dataset have the same of
 * @param seconds of training for each run, where these are equal
 * @param tuning how the hyperparameters were found, for the report
 */
public record Comparison(
        String source,
        String name,
        Map<String, Object> base,
        List<Replacement> common,
        List<Long> seeds,
        Map<String, List<Replacement>> datasets,
        Map<String, List<Replacement>> rows,
        List<Replacement> last,
        Set<String> protocols,
        EqualBudget equal,
        double seconds,
        Map<String, String> tuning) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._+-]{0,99}";

    /**
     * Reads a comparison file. The configurations of its runs are read by {@link ComparisonPlan}.
     *
     * @param quick whether to take the seeds and values under {@code quick}
     * @param builtIn the text of an experiment that comes with the program, by its name
     * @throws InvalidInputException if a key is unknown or a value does not fit
     */
    public static Comparison read(Path file, boolean quick, Function<String, Optional<String>> builtIn) {
        Settings settings = ExperimentFile.read(file, List.of());
        String source = file.toString();
        String name = settings.requiredText("name");
        requireName(settings, "name", name);
        Map<String, Object> base = base(settings, file, builtIn);
        List<Replacement> common = replacements(source, "set", settings.section("set"));
        List<Long> seeds = settings.longIntegers("seeds", List.of(1L));
        Map<String, List<Replacement>> datasets = sections(source, settings, "datasets");
        if (datasets.isEmpty()) {
            datasets.put("default", List.of());
        }
        Map<String, List<Replacement>> rows = sections(source, settings, "rows");
        if (rows.isEmpty()) {
            throw settings.invalid("rows", "none", "at least one: a name, and the keys that it changes");
        }
        Settings quickly = settings.section("quick");
        if (quick && !settings.has("quick")) {
            throw settings.invalid("quick", null, "seeds and values for a quick comparison");
        }
        List<Long> quickSeeds = quickly.longIntegers("seeds", seeds);
        List<Replacement> last = replacements(source, "quick.set", quickly.section("set"));
        EqualBudget equal = equal(settings);
        double seconds = equal == EqualBudget.SECONDS ? settings.requiredNumber("seconds", 1, 1e7) : 0;
        Set<String> protocols = Set.of(settings.text("protocol", Evaluator.ALL));
        Map<String, String> tuning = new LinkedHashMap<>();
        settings.section("tuning").written().forEach((key, value) -> tuning.put(key, String.valueOf(value)));
        settings.rejectUnread();
        return new Comparison(source, name, base, common, quick ? quickSeeds : seeds, datasets, rows,
                quick ? last : List.of(), protocols, equal, seconds, tuning);
    }

    /** The key {@code equalViews} is of older files. */
    private static EqualBudget equal(Settings settings) {
        if (!settings.has("equalViews")) {
            return settings.choice("equal", EqualBudget.VIEWS);
        }
        if (settings.has("equal")) {
            throw settings.invalid("equalViews", settings.flag("equalViews", true), "this key or equal, not both");
        }
        return settings.flag("equalViews", true) ? EqualBudget.VIEWS : EqualBudget.NOTHING;
    }

    private static Map<String, Object> base(Settings settings, Path file, Function<String, Optional<String>> builtIn) {
        Map<String, Object> inline = settings.section("experiment").written();
        Optional<String> named = settings.optionalText("base");
        if (named.isEmpty() == inline.isEmpty()) {
            throw settings.invalid("base", named.orElse(null),
                    "an experiment file, or the experiment itself under the key experiment, and not both");
        }
        if (named.isEmpty()) {
            return inline;
        }
        Path beside = file.toAbsolutePath().resolveSibling(settings.requiredPath("base"));
        if (Files.isRegularFile(beside)) {
            return ExperimentFile.keys(beside.toString(), ExperimentFile.text(beside));
        }
        String text = builtIn.apply(named.get()).orElseThrow(() -> settings.invalid(
                "base", named.get(), "an experiment file beside the comparison, or one that comes with the program"));
        return ExperimentFile.keys(named.get(), text);
    }

    private static Map<String, List<Replacement>> sections(String source, Settings settings, String key) {
        Settings all = settings.section(key);
        Map<String, List<Replacement>> sections = new LinkedHashMap<>();
        for (String name : all.keys()) {
            requireName(all, name, name);
            sections.put(name, replacements(source, key + "." + name, all.section(name)));
        }
        return sections;
    }

    /** Names become folders. */
    private static void requireName(Settings settings, String key, String name) {
        if (!name.matches(NAME)) {
            throw settings.invalid(key, name, "a name of letters, digits and . _ + -, as it names a folder too");
        }
    }

    private static List<Replacement> replacements(String source, String section, Settings settings) {
        return Replacement.of(source + ": " + section, settings.written()).toList();
    }

    /**
     * The experiment of one run.
     *
     * @param overrides count more than what the file says
     * @throws InvalidInputException if a value does not fit, or something else than {@code seeds} says a seed
     */
    public Experiment experiment(
            String dataset, String row, long seed, List<Replacement> overrides, Components components) {
        List<Replacement> all = new ArrayList<>();
        all.add(new Replacement(source, "name", name + " " + dataset + " " + row));
        Stream.of(common, datasets.get(dataset), rows.get(row), last, overrides).forEach(all::addAll);
        for (Replacement replacement : all) {
            if (replacement.key().equals("seed")) {
                throw new InvalidInputException(
                        replacement.origin() + ": found a seed, expected all seeds under the comparison's key seeds");
            }
        }
        all.add(new Replacement(source, "seed", seed));
        return Experiment.read(ExperimentFile.replace(source + ", " + dataset + "/" + row, base, all), components);
    }
}
