package org.s2r2.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.checkpoint.CheckpointFolder.Choice;
import org.s2r2.checkpoint.CheckpointFolder.Found;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Where an encoder comes from that is judged or used: a run, or an experiment of which no step was made. */
public sealed interface EncoderSource {

    /**
     * What is at a path: an experiment where it is a file, a run where it is a folder.
     *
     * @param checkpoint null where none was asked for, which is the newest of a run
     * @throws InvalidInputException if there is nothing, or a checkpoint was asked for of an experiment
     */
    static EncoderSource at(Path path, @Nullable Choice checkpoint) {
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    path + ": there is no such file or folder, expected the folder of a run or an experiment file");
        }
        if (Files.isDirectory(path)) {
            return new OfRun(new RunFolder(path), checkpoint == null ? Choice.NEWEST : checkpoint);
        }
        if (checkpoint != null) {
            throw new InvalidInputException("--checkpoint: found " + checkpoint.word() + " beside " + path
                    + ", expected it beside the folder of a run only, as an experiment file has no checkpoints");
        }
        return new OfExperiment(path);
    }

    /** The folder or file. */
    Path path();

    /** The file with the configuration. */
    Path configFile();

    /** The configuration, with single keys replaced. */
    Settings config(List<String> overrides);

    /** The encoder of the experiment that {@link #config} gave; the caller closes it. */
    EncoderModel open(Experiment experiment, Backend backend) throws IOException;

    /**
     * The encoder as a checkpoint of a run has it.
     *
     * @param run the run
     * @param choice which checkpoint
     */
    record OfRun(RunFolder run, Choice choice) implements EncoderSource {

        @Override
        public Path path() {
            return run.path();
        }

        @Override
        public Path configFile() {
            return run.configFile();
        }

        @Override
        public Settings config(List<String> overrides) {
            return run.config(overrides);
        }

        @Override
        public EncoderModel open(Experiment experiment, Backend backend) throws IOException {
            return open(experiment, backend, checkpoint());
        }

        EncoderModel open(Experiment experiment, Backend backend, Checkpoint checkpoint) {
            try {
                return experiment.models().compile(backend, experiment.models().evaluated(checkpoint));
            } catch (IllegalArgumentException e) {
                throw misfit(e);
            }
        }

        /** @throws InvalidInputException if there is none, or none that is whole */
        Checkpoint checkpoint() throws IOException {
            return found().checkpoint();
        }

        /** The same with the place where it lies. */
        Found found() throws IOException {
            return run.checkpoints().whole(choice)
                    .orElseThrow(() -> new InvalidInputException(path() + ": found no checkpoint yet, expected a run "
                            + (choice == Choice.BEST ? "of which one is the best" : "with an epoch done")));
        }

        /** The error that a checkpoint does not fit the encoder of the run's configuration. */
        InvalidInputException misfit(IllegalArgumentException cause) {
            return new InvalidInputException(
                    path() + ": its checkpoint does not fit the encoder of the configuration: " + cause.getMessage(),
                    cause);
        }
    }

    /**
     * The encoder as it starts: from the file that {@code encoder.weights} names, or from the seed.
     *
     * @param path the experiment file
     */
    record OfExperiment(Path path) implements EncoderSource {

        @Override
        public Path configFile() {
            return path;
        }

        @Override
        public Settings config(List<String> overrides) {
            return ExperimentFile.read(path, overrides);
        }

        @Override
        public EncoderModel open(Experiment experiment, Backend backend) {
            return experiment.models().compile(backend, experiment.models().firstWeights());
        }
    }
}
