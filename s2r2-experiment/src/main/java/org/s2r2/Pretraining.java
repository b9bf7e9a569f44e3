package org.s2r2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.s2r2.encoder.Backbone;
import org.s2r2.encoder.BackboneFactory;
import org.s2r2.encoder.ProjectedBackbone;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Experiment;
import org.s2r2.experiment.RunFolder;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.RankingKeys;
import org.s2r2.optim.Clipped;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.OptimizerFactory;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.training.StopRequest;
import org.s2r2.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is being described, in the sections of an experiment file and with the same defaults. Each method changes
 * it and returns it. A backbone, objective or optimiser that no experiment file can name is used as it is; the run can
 * then be evaluated by this instance's {@link Run}, and not from the command line.
 */
public final class Pretraining {

    private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);

    private final S2r2 s2r2;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final Map<String, BackboneFactory> backbones = new HashMap<>();
    private final Map<String, ObjectiveFactory> objectives = new HashMap<>();
    private final Map<String, OptimizerFactory> optimizers = new HashMap<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final StopRequest stop = new StopRequest();
    private boolean resume;

    Pretraining(S2r2 s2r2, Images images) {
        this.s2r2 = s2r2;
        settings.put("backend", s2r2.backendSettings());
        settings.put("data", images.settings());
    }

    /** Which views are made of every image; required. */
    public Pretraining views(Views views) {
        settings.put("views", views.settings());
        return this;
    }

    /** What is trained; a {@code resnet20} with the usual head where it is not given. */
    public Pretraining encoder(ProjectedBackbone encoder) {
        Backbone backbone = encoder.backbone();
        Map<String, Object> section = new LinkedHashMap<>(backbone.settings());
        if (section.isEmpty()) {
            section.put("backbone", backbone.name());
            backbones.put(backbone.name(), settings -> backbone);
        }
        section.put("head", RecordSettings.of(encoder.head()));
        if (settings.get("encoder") instanceof Map<?, ?> earlier) {
            Stream.of("weights", "freeze")
                    .filter(key -> earlier.get(key) != null)
                    .forEach(key -> section.put(key, earlier.get(key)));
        }
        settings.put("encoder", section);
        return this;
    }

    /** The loss to minimise; Smooth-AP where it is not given. An objective with state serves one run. */
    public Pretraining objective(Objective objective) {
        settings.put("objective", named(objective.name(), objective.settings()));
        if (!isMadeByItsFactory(objective)) {
            objectives.put(objective.name(), settings -> {
                settings.acceptUnread();
                return objective;
            });
        }
        return this;
    }

    /**
     * A teacher that follows the encoder with this momentum, which rises to 1 over the run; for objectives that have one,
     * such as {@code SmoothAp.log(0.1).againstTeacher()}.
     */
    public Pretraining teacher(double momentum) {
        return set("teacher.momentum", momentum);
    }

    /** How many of its newest embeddings the teacher remembers, as further candidates. */
    public Pretraining memory(int rows) {
        return set("memory.rows", rows);
    }

    /** A predictor behind the encoder's head with this width between its two layers; called after {@link #encoder}. */
    public Pretraining predictor(int hidden) {
        return set("encoder.head.predictor.hidden", hidden);
    }

    /** The update rule, and the learning rate that its schedule begins with or rises to. */
    public Pretraining optimizer(Optimizer optimizer, double learningRate) {
        Map<String, Object> section = named(optimizer.name(), optimizer.settings());
        section.put("learningRate", learningRate);
        settings.put("optimizer", section);
        if (!isMadeByItsFactory(optimizer)) {
            optimizers.put(optimizer.name(), settings -> {
                settings.acceptUnread();
                return optimizer;
            });
        }
        return this;
    }

    /** Whether the factory of that name makes the same objective; one that says no settings may have any. */
    private boolean isMadeByItsFactory(Objective given) {
        ObjectiveFactory known = s2r2.components().objectives().get(given.name());
        if (known == null || given.settings().isEmpty()) {
            return false;
        }
        try {
            Objective made = RankingKeys.create(known, Settings.of("objective", given.settings()));
            return given.getClass() == made.getClass() && given.settings().equals(made.settings());
        } catch (InvalidInputException e) {
            LOG.debug("no factory makes {} of {}", given.name(), given.settings(), e);
            return false;
        }
    }

    private boolean isMadeByItsFactory(Optimizer given) {
        OptimizerFactory known = s2r2.components().optimizers().get(given.name());
        try {
            return known != null && given.equals(Clipped.create(known, Settings.of("optimizer", given.settings())));
        } catch (InvalidInputException e) {
            LOG.debug("no factory makes {} of {}", given.name(), given.settings(), e);
            return false;
        }
    }

    private static Map<String, Object> named(String name, Map<String, Object> settings) {
        Map<String, Object> section = new LinkedHashMap<>(Map.of("name", name));
        section.putAll(sorted(settings));
        return section;
    }

    /** In one order in every process, which decides the hash of a configuration. */
    private static Map<String, Object> sorted(Map<?, ?> settings) {
        Map<String, Object> sorted = new TreeMap<>();
        settings.forEach((key, value) -> sorted.put(String.valueOf(key), sortedValue(value)));
        return sorted;
    }

    private static Object sortedValue(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Pretraining::sortedValue).toList();
        }
        return value instanceof Map<?, ?> map ? sorted(map) : value;
    }

    /** How often every image is seen; required. */
    public Pretraining epochs(int epochs) {
        return set("training.epochs", epochs);
    }

    /** Images in a batch. */
    public Pretraining batchSize(int images) {
        return set("training.batchSize", images);
    }

    /** What decides the first weights, the order of the images and their views. */
    public Pretraining seed(long seed) {
        return set("seed", seed);
    }

    /**
     * Any key of an experiment file.
     *
     * @param key dotted through sections, such as {@code schedule.warmupEpochs}
     * @param value a number, text, a flag, a list, or a map for a section
     */
    public Pretraining set(String key, Object value) {
        put(settings, key, sortedValue(value));
        return this;
    }

    private static void put(Map<String, Object> section, String key, Object value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            section.put(key, value);
            return;
        }
        Map<String, Object> below = new LinkedHashMap<>();
        if (section.get(key.substring(0, dot)) instanceof Map<?, ?> map) {
            map.forEach((name, old) -> below.put(String.valueOf(name), old));
        }
        put(below, key.substring(dot + 1), value);
        section.put(key.substring(0, dot), below);
    }

    /** Follows the training. */
    public Pretraining listener(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Goes on with the run in the folder, if there is one, from its newest checkpoint. */
    public Pretraining resume() {
        resume = true;
        return this;
    }

    /** Asks the run to end, from any thread; {@link #into} then throws a {@code TrainingStoppedException}. */
    public void stop(String why) {
        stop.ask(why);
    }

    /** The experiment that was described. */
    Experiment experiment(Components components) {
        return Experiment.read(Settings.of("pretraining", new LinkedHashMap<>(settings)), components);
    }

    /** What can be named, with the parts that were given and that nobody else binds. */
    Components components() {
        return s2r2.components().with(backbones, objectives, optimizers);
    }

    /**
     * Trains.
     *
     * @param folder of the run; nothing may be there yet, without {@link #resume}
     * @return the trained run
     * @throws org.s2r2.settings.InvalidInputException if a value is wrong or an image missing; the message names the key
     *     or the file
     * @throws org.s2r2.training.DivergedException if the run cannot go on to anything good
     */
    public Run into(Path folder) {
        Components components = components();
        RunFolder run = new RunFolder(folder);
        Experiment experiment = experiment(components);
        org.s2r2.experiment.Pretraining.run(experiment, run, resume && run.exists(), stop, listeners);
        return new Run(s2r2, components, run);
    }
}
