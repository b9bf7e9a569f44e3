package org.s2r2.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment that is measured, and on which backends. */
final class BenchedExperiment {

    private static final String BUILT_IN = "cifar10-s2r2.yaml";

    @Parameters(
            arity = "0..1",
            paramLabel = "EXPERIMENT.yaml",
            description = "The experiment file; the built-in " + BUILT_IN + " if absent. Its images are not read.")
    private Path file;

    @Option(
            names = "--backend",
            split = ",",
            paramLabel = "NAME",
            description = "The engines to compare, such as djl,dl4j; that of the experiment if absent.")
    private List<String> backends = new ArrayList<>();

    @Mixin
    private SetOption set;

    /** The experiment on each of the backends. */
    List<Experiment> onEachBackend() throws IOException {
        Components components = Components.discover();
        List<Experiment> experiments = new ArrayList<>();
        if (backends.isEmpty()) {
            experiments.add(experiment(set.overrides(), components));
        }
        for (String backend : backends) {
            experiments.add(experiment(BackendOption.overrides(set, backend), components));
        }
        return experiments;
    }

    /** The experiment as a text, for other processes. */
    BenchedText text() {
        if (backends.size() > 1) {
            throw new InvalidInputException("--backend: found " + backends.size() + " engines beside --workers, expected one");
        }
        List<String> overrides =
                backends.isEmpty() ? set.overrides() : BackendOption.overrides(set, backends.get(0));
        return file == null
                ? new BenchedText(BUILT_IN, BuiltInExperiment.text(BUILT_IN).orElseThrow(), overrides)
                : new BenchedText(file.toString(), ExperimentFile.text(file), overrides);
    }

    /**
     * An experiment as it is written.
     *
     * @param source what to call it in messages
     * @param text in YAML
     * @param overrides of its keys
     */
    record BenchedText(String source, String text, List<String> overrides) {}

    private Experiment experiment(List<String> overrides, Components components) throws IOException {
        Settings settings =
                file == null ? BuiltInExperiment.read(BUILT_IN, overrides) : ExperimentFile.read(file, overrides);
        Experiment experiment = Experiment.read(settings, components);
        experiment.rejectUnknownBesideData();
        return experiment;
    }
}
