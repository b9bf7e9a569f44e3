package org.s2r2.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.collective.Collective;
import org.s2r2.encoder.Encoder;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.UpdatePart;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;

/**
 * A second encoder that no gradient reaches, and whose weights follow those of the encoder that is trained, the student:
 * after each update teacher = m * teacher + (1 - m) * student (He et al., "Momentum Contrast for Unsupervised Visual
 * Representation Learning", CVPR 2020, equation 2). The momentum m rises from its first value to its last on a cosine over
 * the run (Grill et al., "Bootstrap Your Own Latent", NeurIPS 2020, section 3.2). It embeds the batch's views in training
 * mode, its running statistics are its own, and it may remember its embeddings of past batches. It has no predictor.
 */
public final class Teacher implements AutoCloseable {

    private static final String MEMORY = "memory.rows";

    private final Backend backend;
    private final EncoderModel model;
    private final EncoderPasses passes;
    private final TeacherOptions options;
    private final long steps;
    private final EmbeddingMemory memory;

    /** Nobody updates a teacher by a gradient. */
    private record NoUpdates() implements Optimizer {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public void update(UpdatePart part) {
            throw new IllegalStateException("a teacher has no gradient");
        }
    }

    /** Compiles a teacher of one process. */
    public Teacher(Backend backend, Encoder student, Map<String, HostArray> weights, TeacherOptions options, int microBatch,
            long steps) {
        this(backend, student, weights, options, microBatch, steps, Collective.ALONE);
    }

    /**
     * Compiles a teacher.
     *
     * @param student the encoder that it follows
     * @param weights of the student, which the teacher begins with, or of a teacher
     * @param microBatch images that pass through it at once; 0 for the whole batch
     * @param steps of the run
     * @param collective the workers that train together; each teacher embeds its worker's images and knows the rows of all
     */
    public Teacher(Backend backend, Encoder student, Map<String, HostArray> weights, TeacherOptions options, int microBatch,
            long steps, Collective collective) {
        this.backend = backend;
        this.options = options;
        this.steps = steps;
        this.memory = new EmbeddingMemory(options.memoryRows(), student.embeddingDim());
        this.model = backend.compile(student.withoutPredictor(), weights, new NoUpdates());
        this.passes = new EncoderPasses(backend, model, microBatch, collective);
    }

    /** The encoder, which may be read and evaluated. */
    public EncoderModel model() {
        return model;
    }

    /** What it makes of a batch, beside what it remembers of those before; the caller closes the tensors. */
    TeacherRows embed(ViewBatch batch) {
        Tensor embeddings = passes.observe(options.views() == 0 ? batch : batch.firstViews(options.views()));
        return new TeacherRows(embeddings, options.layout(passes.layout(batch)),
                memory.rows().map(rows -> backend.tensors().tensor(rows.values(), rows.shape())));
    }

    /** Follows the student after its update, and remembers what the teacher made of the step's batch. */
    void follow(EncoderModel student, long stepsDone, TeacherRows made) {
        model.follow(student, options.momentum(stepsDone, steps));
        if (options.memoryRows() > 0) {
            memory.add(made.embeddings().toFloats());
        }
    }

    /** A copy of all that a run needs to go on: every parameter of the teacher, and the memory where it has rows. */
    public Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>(model.weights());
        memory.rows().ifPresent(rows -> state.put(MEMORY, rows));
        return state;
    }

    /**
     * Replaces the state with one that {@link #state} of such a teacher gave.
     *
     * @throws IllegalArgumentException if an entry is missing or has another shape; the message names it
     */
    public void load(Map<String, HostArray> state) {
        memory.load(Optional.ofNullable(state.get(MEMORY)));
        model.loadWeights(state);
    }

    @Override
    public void close() {
        model.close();
    }
}
