package org.s2r2.experiment;

import java.util.Map;
import java.util.Optional;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Checkpoint;
import org.s2r2.collective.Collective;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.objective.Objective;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.optim.Optimizer;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.s2r2.training.Teacher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The encoder of an experiment and the teacher that it may have, on a backend. */
public final class Models {

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final Encoder encoder;
    private final Optional<WeightsFile> weightsFile;
    private final Optimizer optimizer;
    private final Optional<TeacherOptions> teacher;
    private final boolean judgesTeacher;
    private final int microBatch;
    private final long seed;

    /**
     * @param weightsFile where the first weights come from; empty for the seed alone
     * @param judgesTeacher whether it is the teacher that is judged
     * @param microBatch images that pass through at once; 0 for the whole batch
     */
    Models(Encoder encoder, Optional<WeightsFile> weightsFile, Optimizer optimizer, Optional<TeacherOptions> teacher,
            boolean judgesTeacher, int microBatch, long seed) {
        this.encoder = encoder;
        this.weightsFile = weightsFile;
        this.optimizer = optimizer;
        this.teacher = teacher;
        this.judgesTeacher = judgesTeacher;
        this.microBatch = microBatch;
        this.seed = seed;
    }

    /**
     * The first weights of the encoder: from the file that {@code encoder.weights} names, and what is not in it from the
     * seed.
     *
     * @throws InvalidInputException if the file cannot be used
     */
    Map<String, HostArray> firstWeights() {
        Map<String, HostArray> weights = Initializer.initialise(encoder, seed);
        weightsFile.ifPresent(file -> {
            WeightsFile.Taken taken = file.read(encoder);
            LOG.info("{}: {}", file.path(), taken.summary());
            if (taken.otherImages() != null) {
                LOG.warn("{}: was written for other images: {}", file.path(), taken.otherImages());
            }
            weights.putAll(taken.weights());
        });
        return weights;
    }

    /** The first weights of the encoder, and those of an objective's own, which the seed decides. */
    Map<String, HostArray> firstWeights(Objective objective) {
        Map<String, HostArray> weights = firstWeights();
        weights.putAll(objective.firstWeights(encoder.embeddingDim(), seed));
        return weights;
    }

    /**
     * Reads the file of {@code encoder.weights}, so that nothing is begun that cannot start.
     *
     * @return its SHA-256; empty where there is no such file
     * @throws InvalidInputException if the file cannot be used
     */
    public Optional<String> requireWeights() {
        weightsFile.ifPresent(file -> file.read(encoder));
        return weightsFile.map(WeightsFile::sha256);
    }

    /** Compiles the encoder for evaluation; the caller closes it. */
    EncoderModel compile(Backend backend, Map<String, HostArray> weights) {
        return backend.compile(encoder.withoutPredictor(), weights, optimizer);
    }

    /** The weights that a checkpoint is judged by: the encoder's, or the teacher's where the experiment says so. */
    Map<String, HostArray> evaluated(Checkpoint checkpoint) {
        return judgesTeacher ? checkpoint.teacher() : checkpoint.weights();
    }

    /**
     * Compiles the teacher; the caller closes it.
     *
     * @param weights that it begins with
     * @param steps of the run
     * @param collective the workers that train together
     * @return empty where the experiment has none
     */
    Optional<Teacher> openTeacher(Backend backend, Map<String, HostArray> weights, long steps, Collective collective) {
        return teacher.map(options -> new Teacher(backend, encoder, weights, options, microBatch, steps, collective));
    }

    /** Compiles the encoder, with the weights of an objective's own; the caller closes it. */
    EncoderModel compile(Backend backend, Objective objective, Map<String, HostArray> weights) {
        return backend.compile(encoder, objective.parameters(encoder.embeddingDim()), weights, optimizer);
    }

    /** The encoder and the objective's own weights with values from the seed alone; the caller closes it. */
    public EncoderModel untrained(Backend backend, Objective objective) {
        Map<String, HostArray> weights = Initializer.initialise(encoder, seed);
        weights.putAll(objective.firstWeights(encoder.embeddingDim(), seed));
        return compile(backend, objective, weights);
    }

    /** The teacher with the values of {@link #untrained}, for a single step; the caller closes it. */
    public Optional<Teacher> untrainedTeacher(Backend backend, Collective collective) {
        return openTeacher(backend, Initializer.initialise(encoder, seed), 1, collective);
    }
}
