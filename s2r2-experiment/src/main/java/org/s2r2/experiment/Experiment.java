package org.s2r2.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Precision;
import org.s2r2.data.DataSource;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.loader.LoaderSettings;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.LayerDepths;
import org.s2r2.eval.protocol.Protocol;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.RankingKeys;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.optim.Clipped;
import org.s2r2.optim.GrowingWeightDecay;
import org.s2r2.optim.LayerDecay;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Schedule;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.view.BatchShare;
import org.s2r2.view.ViewLayout;

/**
 * An experiment file, read: what to train on which views of which data, how, and how to judge it. The sections of the
 * file and their keys are listed in docs/configuration.md.
 */
public final class Experiment {

    private final Settings settings;
    private final DataSource data;
    private final BackendFactory backend;
    private final BackendFactory.Options backendOptions;
    private final String name;
    private final long seed;
    private final ViewRecipe views;
    private final Encoder encoder;
    private final Models models;
    private final InputMetadata inputMetadata;
    private final Settings objectiveSettings;
    private final ObjectiveFactory objective;
    private final Optimizer optimizer;
    private final double learningRate;
    private final Schedule schedule;
    private final TrainingSection training;
    private final EvaluationSection evaluation;

    private Experiment(Settings settings, Components components) {
        this.settings = settings;
        this.name = settings.text("name", "experiment");
        this.seed = settings.longInteger("seed", 1);
        Settings backendSettings = settings.section("backend");
        this.backend = backendSettings.choice("name", "djl", components.backends());
        Device device = backendSettings.choice("device", Device.CPU);
        int threads = backendSettings.integer("threads", Runtime.getRuntime().availableProcessors(), 1, 1024);
        this.data = DataSource.read(settings.section("data"), components.datasets());
        this.views = ViewRecipe.read(settings.section("views"), components.augmentations());
        if (views.views() < 2) {
            throw settings.invalid("views.crops", views.views() + " view", "2 or more views of each image in all");
        }
        Settings encoderSettings = settings.section("encoder");
        this.objectiveSettings = settings.section("objective");
        this.objective = objectiveSettings.choice("name", "smooth-ap", components.objectives());
        Objective fresh = objective();
        this.encoder = EncoderSection.read(encoderSettings, components.backbones(), fresh.takesUnitRows());
        Optional<Path> weights = EncoderSection.weights(encoderSettings);
        backend.require(encoder);
        Optional<TeacherOptions> teacher = TeacherSection.read(settings, views.views());
        Settings optimizerSettings = settings.section("optimizer");
        Optimizer rule = Clipped.create(
                optimizerSettings.choice("name", Sgd.NAME, components.optimizers()), optimizerSettings);
        this.learningRate = optimizerSettings.number("learningRate", rule.defaultLearningRate(), 1e-9, 1000);
        this.training = TrainingSection.read(settings.section("training"), components.listeners());
        this.backendOptions = new BackendFactory.Options(device, threads);
        this.optimizer = decaying(rule);
        ViewLayout layout = ViewLayout.viewMajor(training.batchSize(), views.views());
        fresh.requireBatch(layout);
        fresh.requireTeacher(layout, teacher);
        Settings scheduleSettings = settings.section("schedule");
        this.schedule = GrowingWeightDecay.create(
                scheduleSettings.optionalChoice("name", WarmupCosine.NAME, components.schedules()),
                scheduleSettings, learningRate, training.epochs());
        this.evaluation = EvaluationSection.read(
                settings.section("evaluation"), components.protocols(), views, seed, backendOptions.threads());
        if (evaluation.teacher() && teacher.isEmpty()) {
            throw settings.invalid("evaluation.encoder", "teacher", "student where there is no section teacher");
        }
        this.inputMetadata = new InputMetadata(views.normalization(), evaluation.size());
        Optional<WeightsFile> weightsFile = weights.map(path -> new WeightsFile(path, inputMetadata));
        this.models = new Models(
                encoder, weightsFile, optimizer, teacher, evaluation.teacher(), training.microBatch(), seed);
    }

    /**
     * Reads an experiment.
     *
     * @throws InvalidInputException if a value does not fit; keys that nobody knows are found by {@link #config()}
     */
    public static Experiment read(Settings settings, Components components) {
        return new Experiment(settings, components);
    }

    /** The configuration with every default filled in. The dataset's own keys are known once it has been opened. */
    public Map<String, Object> config() {
        settings.rejectUnread();
        return settings.resolved();
    }

    /** Finds keys that nobody knows, but for the dataset's own, which count as known: for whoever opens no dataset. */
    public void rejectUnknownBesideData() {
        settings.section("data").acceptUnread();
        settings.rejectUnread();
    }

    /** Opens the labelled training or test images; the caller closes them. */
    public ImageDataset open(Split split) {
        return data.open(split);
    }

    /** Opens the images that the encoder learns from; the caller closes them. */
    public ImageDataset openForPretraining() {
        return data.openForPretraining();
    }

    /** The images that the experiment is about. */
    public DataSource data() {
        return data;
    }

    private Optimizer decaying(Optimizer rule) {
        if (training.layerDecay() == 1) {
            return rule;
        }
        try {
            return new LayerDecay(rule, LayerDepths.factors(encoder, training.layerDecay()));
        } catch (IllegalArgumentException e) {
            throw settings.invalid("training.layerDecay", training.layerDecay(), "1, as " + e.getMessage());
        }
    }

    /** Opens the backend for what is no training, in single precision; the caller closes it. */
    public Backend openBackend() {
        return backend.open(backendOptions);
    }

    /**
     * Opens the backend for training, in the precision that {@code training.precision} says; the caller closes it.
     *
     * @throws org.s2r2.settings.InvalidInputException if the backend has no such precision
     */
    public Backend openTrainingBackend() {
        Precision precision = training.precision();
        if (!backend.precisions().contains(precision)) {
            throw settings.invalid("training.precision", RecordSettings.word(precision),
                    "float32 on the backend " + settings.section("backend").requiredText("name"));
        }
        return backend.open(new BackendFactory.Options(backendOptions.device(), backendOptions.threads(), precision));
    }

    /** How the backend is opened. */
    public BackendFactory.Options backendOptions() {
        return backendOptions;
    }

    /** The encoder and the teacher, on a backend. */
    public Models models() {
        return models;
    }

    /** The learning rate and the weight decay of every step. */
    Schedule schedule() {
        return schedule;
    }

    EvalTransform evalTransform() {
        return new EvalTransform(evaluation.size(), views.normalization());
    }

    /** A loader of the views that the experiment makes of images; the caller closes it, and then the images. */
    public ViewLoader openLoader(ImageDataset images) {
        return openLoader(images, BatchShare.WHOLE);
    }

    /** The same of one worker's share of every batch. */
    public ViewLoader openLoader(ImageDataset images, BatchShare share) {
        return new ViewLoader(
                images,
                views,
                seed,
                new LoaderSettings(training.batchSize(), training.loaderThreads(), training.prefetch()),
                share);
    }

    public String name() {
        return name;
    }

    public long seed() {
        return seed;
    }

    public ViewRecipe views() {
        return views;
    }

    /** What the images look like that the encoder is evaluated with. */
    InputMetadata inputMetadata() {
        return inputMetadata;
    }

    public Encoder encoder() {
        return encoder;
    }

    /** The objective, new each time: one that has state serves one run. */
    public Objective objective() {
        return RankingKeys.create(objective, objectiveSettings);
    }

    /** Epochs of the run. */
    public int epochs() {
        return training.epochs();
    }

    /** Images in a batch. */
    public int batchSize() {
        return training.batchSize();
    }

    /** Images of a batch that pass through the encoder at once; 0 for all of them. */
    public int microBatch() {
        return training.microBatch();
    }

    /** The update rule. */
    public Optimizer optimizer() {
        return optimizer;
    }

    double learningRate() {
        return learningRate;
    }

    /** Steps between those whose batch AP and spread are measured; 0 for none. */
    public int metricsEvery() {
        return training.metricsEvery();
    }

    /** Whether what the objective sees are unit rows. */
    public boolean unitRows() {
        List<Layer> last = encoder.predictor().layers().isEmpty() ? encoder.head().children() : encoder.predictor().layers();
        return !last.isEmpty() && last.get(last.size() - 1) instanceof Layer.L2Normalize;
    }

    /** Whether a step that is not finite may be left out. */
    public boolean skipsSteps() {
        return training.guards().skips() > 0;
    }

    TrainingSection training() {
        return training;
    }

    /** Height and width in pixels of the images that the encoder is judged on. */
    public int evaluationSize() {
        return evaluation.size();
    }

    /** The protocols that there are, in the order of their results. */
    public List<Protocol> protocols() {
        return evaluation.protocols();
    }

    EvaluationSection evaluation() {
        return evaluation;
    }
}
