package org.s2r2.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.s2r2.encoder.Parameter;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * Predicting from one view of an image which prototypes another view is assigned to (Caron et al., "Unsupervised
 * Learning of Visual Features by Contrasting Cluster Assignments", NeurIPS 2020, equations 1 to 5, with multi-crop;
 * details as in its public code). The scores of view v are its rows times the prototypes, z_v = X_v C^T. Its codes q_v
 * are what {@link Sinkhorn} makes of the scores of the batch, and of the queue's where it is used; they count as
 * constants. With A assigning views, V views and B images,
 *
 * <pre>
 * loss = -1 / (A (V - 1) B) * sum over a in A, v in V but a, and the images of q_a . log softmax(z_v / temperature)
 * </pre>
 *
 * <p>The prototypes C, [K, dim], are weights of this objective. An update leaves their rows at unit length.
 */
public final class Swav implements Objective {

    /** The name in configurations. */
    public static final String NAME = "swav";

    /** The name of the weights. */
    public static final String PROTOTYPES = "objective.prototypes";

    /** A shorter row keeps its direction, and is not divided by 0. */
    private static final double SHORTEST = 1e-12;

    private final SwavOptions options;
    private final FeatureQueue queue;

    public Swav(SwavOptions options) {
        this.options = options;
        this.queue = new FeatureQueue(options.assigningViews(), options.queueLength());
    }

    /** Reads the keys of {@link SwavOptions}. An {@link org.s2r2.objective.ObjectiveFactory}. */
    public static Swav from(Settings settings) {
        return new Swav(SwavOptions.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return RecordSettings.of(options);
    }

    public SwavOptions options() {
        return options;
    }

    @Override
    public List<Parameter> parameters(int embeddingDim) {
        return List.of(new Parameter(PROTOTYPES, Parameter.Role.WEIGHT, options.prototypes(), embeddingDim));
    }

    /** View by view, with memory for the scores of one view besides the codes of the assigning views. */
    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        ViewLayout layout = step.layout();
        layout.requireRows(embeddings);
        requireBatch(layout);
        if (step.weights().size() != 1) {
            throw new IllegalArgumentException(
                    NAME + " has the weights " + PROTOTYPES + ", found " + step.weights().size() + " tensors");
        }
        List<Tensor> inputs = List.of(embeddings, step.weights().get(0));
        List<Tensor> codes = new ArrayList<>();
        try {
            for (int view = 0; view < options.assigningViews(); view++) {
                codes.add(codes(engine, inputs, layout, view));
            }
            List<Function<List<Tensor>, Tensor>> predictions = new ArrayList<>();
            for (int v = 0; v < layout.views(); v++) {
                int view = v;
                List<Tensor> targets = new ArrayList<>(codes);
                if (view < targets.size()) {
                    targets.remove(view);
                }
                if (!targets.isEmpty()) {
                    predictions.add(in -> prediction(in, layout, view, targets));
                }
            }
            return engine.differentiateSum(predictions, inputs);
        } finally {
            codes.forEach(Tensor::close);
        }
    }

    @Override
    public void requireBatch(ViewLayout layout) {
        if (options.assigningViews() > layout.views()) {
            throw new InvalidInputException("objective.assigningViews: found " + options.assigningViews()
                    + ", expected no more than the " + layout.views() + " views of an image");
        }
        if (options.queueLength() > 0 && options.queueLength() < layout.images()) {
            throw new InvalidInputException("objective.queueLength: found " + options.queueLength()
                    + ", expected 0 or at least the " + layout.images() + " images of a batch");
        }
    }

    /** q of an assigning view, [images, K]. */
    private Tensor codes(TensorEngine engine, List<Tensor> inputs, ViewLayout layout, int view) {
        boolean queued = queue.isFull(layout.images());
        return engine.evaluate(in -> {
            Tensor rows = layout.rowsOfView(in.get(0), view);
            int before = 0;
            if (queued) {
                HostArray past = queue.rows(view);
                before = past.rows();
                rows = engine.tensor(past.values(), past.shape()).concat(rows);
            }
            Tensor scores = rows.matmul(in.get(1).transpose());
            Tensor logs = Sinkhorn.logAssignments(scores, options.epsilon(), options.sinkhornIterations());
            return logs.rows(before, before + layout.images()).exp();
        }, inputs);
    }

    /** What the predictions from one view contribute to the loss. */
    private Tensor prediction(List<Tensor> inputs, ViewLayout layout, int view, List<Tensor> targets) {
        Tensor logits = layout.rowsOfView(inputs.get(0), view)
                .matmul(inputs.get(1).transpose())
                .mul(1 / options.temperature());
        Tensor logProbabilities = logits.sub(logits.logSumExp(1).reshape(layout.images(), 1));
        Tensor target = targets.stream().reduce(Tensor::add).orElseThrow();
        double share = 1.0 / options.assigningViews() / (layout.views() - 1) / layout.images();
        return target.mul(logProbabilities).sum().mul(-share);
    }

    @Override
    public Set<String> frozen(ObjectiveStep step) {
        return step.step() < options.freezePrototypesSteps() ? Set.of(PROTOTYPES) : Set.of();
    }

    /** Unit rows. The public code makes them so before each step, which is the same. */
    @Override
    public HostArray constrained(String name, HostArray weight) {
        float[] values = weight.values().clone();
        int dim = weight.columns();
        for (int row = 0; row < weight.rows(); row++) {
            double squares = 0;
            for (int i = row * dim; i < (row + 1) * dim; i++) {
                squares += (double) values[i] * values[i];
            }
            double norm = Math.max(Math.sqrt(squares), SHORTEST);
            for (int i = row * dim; i < (row + 1) * dim; i++) {
                values[i] = (float) (values[i] / norm);
            }
        }
        return new HostArray(weight.shape(), values);
    }

    @Override
    public void remember(Tensor embeddings, ObjectiveStep step) {
        if (options.queueLength() > 0 && step.epoch() >= options.queueStartEpoch()) {
            queue.add(embeddings.toFloats(), step.layout());
        }
    }

    @Override
    public Map<String, HostArray> state() {
        return queue.state();
    }

    @Override
    public void load(Map<String, HostArray> state) {
        queue.load(state);
    }
}
