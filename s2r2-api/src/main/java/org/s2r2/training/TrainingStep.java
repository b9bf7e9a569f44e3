package org.s2r2.training;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Parameter;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.TeacherRows;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewLayout;

/**
 * One step of training, part by part: {@link #forward}, {@link #evaluate}, {@link #backward}, {@link #update}, in this
 * order and each at most once. Whoever wants a whole run takes {@link Trainer}.
 */
@NullUnmarked
public final class TrainingStep implements AutoCloseable {

    private final EncoderPasses passes;
    private final EncoderModel model;
    private final Objective objective;
    private final ViewBatch batch;
    private final List<Parameter> own;
    private final Optional<Teacher> teacher;
    private ObjectiveStep step;
    private Tensor embeddings;
    private ValueAndGradients evaluated;

    /**
     * @param passes of the encoder, whose model has the objective's own weights too
     * @param teacher what follows the encoder; empty for none
     * @param batch the worker's share of the step's batch, all of it in one process; it stays open until the step is closed
     * @param epoch epochs of the run done before
     * @param stepsDone steps of the run done before
     */
    public TrainingStep(EncoderPasses passes, Objective objective, Optional<Teacher> teacher, ViewBatch batch, int epoch,
            long stepsDone) {
        this.passes = passes;
        this.teacher = teacher;
        this.model = passes.model();
        this.objective = objective;
        this.batch = batch;
        this.own = objective.parameters(model.encoder().embeddingDim());
        List<Tensor> weights = own.stream().map(parameter -> model.weight(parameter.name())).toList();
        this.step = new ObjectiveStep(passes.layout(batch), epoch, stepsDone, weights, passes.crops(batch));
    }

    /** A step without a teacher. */
    public TrainingStep(EncoderPasses passes, Objective objective, ViewBatch batch, int epoch, long stepsDone) {
        this(passes, objective, Optional.empty(), batch, epoch, stepsDone);
    }

    /** The embeddings of the batch, which stay the step's; the teacher makes its own. */
    public Tensor forward() {
        step = teacher.map(made -> step.withTeacher(made.embed(batch))).orElse(step);
        embeddings = passes.forward(batch);
        return embeddings;
    }

    /** Which row of the embeddings is which view of which image. */
    ViewLayout layout() {
        return step.layout();
    }

    /** The dataset's index of each image of the step. */
    int[] imageIndices() {
        return passes.imageIndices(batch);
    }

    /** A copy of the embeddings, [rows, dim] row-major. */
    float[] embeddings() {
        return embeddings.toFloats();
    }

    /** The loss at the embeddings. */
    public double evaluate() {
        evaluated = objective.evaluate(passes.tensors(), embeddings, step);
        return evaluated.value();
    }

    /** What is infinite or not a number in the loss and its gradients; empty where all is well. */
    Optional<String> problem() {
        return Finiteness.problem(evaluated.value(), evaluated.gradients(), own);
    }

    /**
     * Carries the loss's gradients on to all weights, the objective's own among them: those are equal on all workers, and
     * no sums.
     */
    public void backward() {
        passes.backward(batch, evaluated.gradients().get(0));
        for (int i = 0; i < own.size(); i++) {
            model.addGradient(own.get(i).name(), evaluated.gradients().get(i + 1));
        }
    }

    /** Updates the weights, and lets the objective constrain its own and remember the embeddings; the teacher follows. */
    public void update(StepRates rates) {
        Set<String> frozen = objective.frozen(step);
        model.update(rates, frozen);
        own.stream().filter(parameter -> !frozen.contains(parameter.name())).forEach(this::constrain);
        objective.remember(embeddings, step);
        teacher.ifPresent(following -> following.follow(model, step.step(), step.requireTeacher(objective.name())));
    }

    private void constrain(Parameter parameter) {
        try (Tensor updated = model.weight(parameter.name())) {
            HostArray values = new HostArray(parameter.shape(), updated.toFloats());
            model.setWeight(parameter.name(), objective.constrained(parameter.name(), values));
        }
    }

    @Override
    public void close() {
        step.weights().forEach(Tensor::close);
        step.teacher().ifPresent(TeacherRows::close);
        if (evaluated != null) {
            evaluated.close();
        }
        if (embeddings != null) {
            embeddings.close();
        }
    }
}
