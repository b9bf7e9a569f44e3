package org.s2r2.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.s2r2.backend.Backend;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.checkpoint.TrainingState;
import org.s2r2.data.DatasetFingerprint;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.experiment.provenance.Change;
import org.s2r2.experiment.provenance.Data;
import org.s2r2.experiment.provenance.Engine;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.experiment.provenance.Session;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a process begins to train a run: at its first step, or behind its newest whole checkpoint.
 *
 * @param run where the run is, or will be
 * @param resume whether it goes on with a run that is there
 * @param from the checkpoint; null for the first step
 * @param config the configuration, resolved
 * @param changed what the configuration has not as the checkpoint has it: the epochs, or nothing
 */
record SessionStart(RunFolder run, boolean resume, CheckpointFolder.@Nullable Found from, Map<String, Object> config,
        List<Change> changed) {

    private static final Logger LOG = LoggerFactory.getLogger(SessionStart.class);
    private static final String EPOCHS = "training.epochs";

    /** Refuses a folder to begin or to go on in, as far as that shows without its lock. */
    static void requireFolder(RunFolder run, boolean resume) throws IOException {
        if (resume && !run.exists()) {
            throw new InvalidInputException(
                    run.path() + ": found no run and no checkpoint to go on from; begin without --resume");
        }
        if (!resume && run.exists() && !isWithoutCheckpoint(run)) {
            throw new InvalidInputException(run.path()
                    + ": holds a run already; go on with it under --resume, or choose another folder with --out");
        }
    }

    /** Nothing of such a run would be missed. A config.yaml without a provenance.json may be another program's. */
    private static boolean isWithoutCheckpoint(RunFolder run) throws IOException {
        return Files.exists(run.provenanceFile()) && run.checkpoints().list().isEmpty();
    }

    /**
     * Finds the start.
     *
     * @param config the configuration of the session, resolved
     * @param epochs of the whole run
     * @throws InvalidInputException if the checkpoint was made under a configuration that differs in more than the epochs,
     *     or has as many epochs done already
     */
    static SessionStart find(RunFolder run, boolean resume, Map<String, Object> config, int epochs) throws IOException {
        Optional<CheckpointFolder.Found> newest = resume ? run.checkpoints().newestWhole() : Optional.empty();
        if (newest.isEmpty()) {
            if (run.exists()) {
                LOG.info("{}: has no checkpoint yet, {}", run.path(),
                        resume ? "going on from the beginning" : "beginning anew over it");
            }
            return new SessionStart(run, resume, null, config, List.of());
        }
        CheckpointFolder.Found found = newest.get();
        TrainingState state = found.checkpoint().state();
        List<Change> changed = List.of();
        if (!state.configSha256().equals(ExperimentFile.hash(config))) {
            int before = epochsOf(state.configSha256(), run, config).orElseThrow(() -> new InvalidInputException(run.path()
                    + ": its checkpoint was made under another configuration than the one given, where only " + EPOCHS
                    + " may differ; resume with " + run.configFile() + " and the same --set, or start anew in another folder"));
            if (epochs <= state.epoch()) {
                throw new InvalidInputException(EPOCHS + ": found " + epochs + ", expected more than the " + state.epoch()
                        + " epochs that are done in " + found.folder());
            }
            LOG.info("{}: was {} and is {}; learning rates and the teacher's momentum are those of {} epochs from step {} on",
                    EPOCHS, before, epochs, epochs, state.step() + 1);
            changed = List.of(new Change(EPOCHS, Integer.toString(before), Integer.toString(epochs)));
        }
        return new SessionStart(run, true, found, config, changed);
    }

    /** The epochs with which the configuration has a hash, among all that the run ever had. */
    private static Optional<Integer> epochsOf(String hash, RunFolder run, Map<String, Object> config) {
        Set<Integer> known = new TreeSet<>();
        known.add(run.config(List.of()).section("training").requiredInteger("epochs", 1, TrainingSection.MOST_EPOCHS));
        Provenance.readIfThere(run.provenanceFile()).stream()
                .flatMap(recorded -> recorded.changed(EPOCHS).stream())
                .flatMap(change -> Stream.of(change.then(), change.now()))
                .filter(epochs -> epochs.matches("\\d{1,7}"))
                .forEach(epochs -> known.add(Integer.valueOf(epochs)));
        return known.stream().filter(epochs -> ExperimentFile.hash(with(config, epochs)).equals(hash)).findFirst();
    }

    private static Map<String, Object> with(Map<String, Object> config, int epochs) {
        Map<String, Object> training = new LinkedHashMap<>();
        Map<?, ?> before = (Map<?, ?>) Objects.requireNonNull(config.get("training"), "every configuration has it");
        before.forEach((key, value) -> training.put(key.toString(), value));
        training.put("epochs", (long) epochs);
        Map<String, Object> changed = new LinkedHashMap<>(config);
        changed.put("training", training);
        return changed;
    }

    /** Sets newer checkpoints that are damaged aside, so that nobody goes on from them. */
    void setAsideDamaged() throws IOException {
        if (from != null) {
            run.checkpoints().setAside(from.damaged());
        }
    }

    /** The SHA-256 of the configuration. */
    String hash() {
        return ExperimentFile.hash(config);
    }

    /** Steps done before. */
    long step() {
        return from == null ? 0 : from.checkpoint().state().step();
    }

    /** Refuses a checkpoint of other epochs than the images now give. */
    void requireSameEpochs(ViewLoader views) {
        if (from == null) {
            return;
        }
        int before = from.checkpoint().state().stepsPerEpoch();
        if (before != 0 && before != views.batchesPerEpoch()) {
            throw new InvalidInputException(from.folder() + ": was made with " + before + " steps an epoch, and the data now"
                    + " give " + views.batchesPerEpoch() + "; resume with the same images, or start anew in another folder");
        }
    }

    /** What this session is made of. */
    Provenance session(Experiment experiment, ImageDataset images, Backend backend) {
        int loaderThreads = experiment.training().loaderThreads();
        String weights = from == null ? experiment.models().requireWeights().orElse(null) : null;
        Session session = Session.begin(step(), Engine.of(backend, experiment.backendOptions()), loaderThreads, changed);
        Data data = new Data(DatasetFingerprint.of(images, loaderThreads), images.description());
        return new Provenance(hash(), experiment.seed(), data, weights, List.of(session));
    }

    /** The session behind those that are recorded of the run. */
    Provenance recorded(Provenance session) {
        if (!resume) {
            return session;
        }
        Path file = run.provenanceFile();
        Optional<Provenance> earlier = Provenance.readIfThere(file).map(this::underThisConfiguration);
        if (from != null) {
            earlier.ifPresent(recorded -> recorded.requireSame(
                    session, file, "resume with the same images, or start anew in another folder"));
        }
        // Without a checkpoint nothing is left of the sessions before, and this one may be of other things.
        return earlier.filter(session::isSame).map(recorded -> recorded.with(session)).orElse(session);
    }

    /** A process may have ended between a change of the epochs and its first checkpoint: either hash is the run's then. */
    private Provenance underThisConfiguration(Provenance recorded) {
        boolean other = from != null && !recorded.configSha256().equals(hash());
        return other && epochsOf(recorded.configSha256(), run, config).isPresent()
                ? recorded.withConfiguration(hash())
                : recorded;
    }
}
