package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.s2r2.backend.BackendFactory.Precision;
import org.s2r2.backend.EmbeddingChunks;
import org.s2r2.backend.EncoderModel;
import org.s2r2.backend.ForwardViews;
import org.s2r2.backend.ParameterLayout.SharedRange;
import org.s2r2.backend.Pass;
import org.s2r2.backend.WeightUpdate;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** An encoder on libtorch. What a step computes lies in a manager of its own, which closes with the backward pass. */
final class DjlEncoderModel implements EncoderModel {

    /** The most images that {@link #embed} passes through the encoder at once. */
    private static final int EMBED_ROWS = 256;

    /** What the backward pass needs: the embeddings with their graph, in a manager of their own. */
    private record Pending(NDManager step, PtNDArray embeddings) {}

    private final DjlTensorEngine tensors;
    private final NDManager manager;
    private final Encoder encoder;
    private final ForwardViews views = new ForwardViews();
    private final ParameterStore store;
    private final WeightUpdate update;
    private final CompiledLayer backbone;
    private final CompiledLayer head;
    private final CompiledLayer predictor;
    private Pending pending;

    /**
     * @param manager owns all that the model makes, and is closed with it
     * @param updates makes what updates the weights
     * @param precision what convolutions, linear layers and attention compute in in training
     */
    DjlEncoderModel(
            DjlTensorEngine tensors,
            NDManager manager,
            Encoder encoder,
            List<Parameter> objectiveParameters,
            Map<String, HostArray> weights,
            Function<ParameterStore, WeightUpdate> updates,
            Precision precision) {
        this.tensors = tensors;
        this.manager = manager;
        this.encoder = encoder;
        List<Parameter> parameters = new ArrayList<>(encoder.parameters());
        parameters.addAll(objectiveParameters);
        this.store = new ParameterStore(manager, parameters, weights);
        this.update = updates.apply(store);
        Bfloat16 bfloat16 = precision == Precision.BFLOAT16 ? Bfloat16.on(manager) : Bfloat16.off();
        LayerCompiler compiler = new LayerCompiler(manager, store::array, bfloat16, views);
        this.backbone = compiler.compile(encoder.backbone());
        this.head = compiler.compile(encoder.head());
        this.predictor = bfloat16.wideOutput(compiler.compile(encoder.predictor()));
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    @Override
    public Tensor forward(ViewBatch batch) {
        release();
        NDManager step = manager.newSubManager();
        try {
            PtNDArray embeddings = GradMode.recording(() -> embeddings(step, batch, Pass.TRAINING));
            pending = new Pending(step, embeddings);
            return tensors.adopt(JniUtils.detachGradient(embeddings));
        } catch (RuntimeException e) {
            pending = null;
            step.close();
            throw e;
        }
    }

    @Override
    public Tensor preview(ViewBatch batch) {
        return withoutBackward(batch, Pass.PREVIEW);
    }

    @Override
    public Tensor observe(ViewBatch batch) {
        return withoutBackward(batch, Pass.OBSERVATION);
    }

    private Tensor withoutBackward(ViewBatch batch, Pass pass) {
        try (NDManager scratch = manager.newSubManager()) {
            return tensors.adopt(GradMode.silent(() -> embeddings(scratch, batch, pass)));
        }
    }

    private PtNDArray embeddings(NDManager step, ViewBatch batch, Pass pass) {
        PtNDArray[] blocks =
                batch.blocks().stream().map(block -> embeddings(step, block, pass)).toArray(PtNDArray[]::new);
        PtNDArray embeddings = blocks.length == 1 ? blocks[0] : JniUtils.cat(blocks, 0);
        requireShape(embeddings, batch.views() * batch.images(), Stage.PROJECTION);
        return embeddings;
    }

    private PtNDArray embeddings(NDManager step, ViewBlock block, Pass pass) {
        views.begin(block.pixels(), block.rows());
        PtNDArray x = Transfer.images(step, block.pixels().duplicate().rewind(), block.rows(), block.size());
        return next(predictor, run(x, Stage.PROJECTION, pass), pass);
    }

    /** The representation of images at a stage; {@code x} is closed. */
    private PtNDArray run(PtNDArray x, Stage stage, Pass pass) {
        PtNDArray features = next(backbone, x, pass);
        return stage == Stage.BACKBONE ? features : next(head, features, pass);
    }

    /** What layers make of their input, which is closed. */
    private static PtNDArray next(CompiledLayer layers, PtNDArray x, Pass pass) {
        PtNDArray y = layers.apply(x, pass);
        if (y != x) {
            x.close();
        }
        return y;
    }

    private void requireShape(PtNDArray found, int rows, Stage stage) {
        Shape expected = new Shape(rows, encoder.dim(stage));
        if (!found.getShape().equals(expected)) {
            throw new IllegalArgumentException("encoder " + encoder.name() + " gives " + found.getShape() + " at stage "
                    + stage + ", expected " + expected);
        }
    }

    @Override
    public void backward(Tensor gradient) {
        if (pending == null) {
            throw new IllegalStateException("backward needs a forward before it, and each forward serves one backward");
        }
        PtNDArray array = gradient(gradient, pending.embeddings().getShape(), pending.step());
        try {
            JniUtils.backward(pending.embeddings(), array, false, false);
        } finally {
            release();
        }
    }

    @Override
    public void addGradient(String name, Tensor gradient) {
        PtNDArray leaf = store.trainableArray(name);
        try (NDManager scratch = manager.newSubManager()) {
            // The backward pass from a leaf is the addition to its gradient.
            JniUtils.backward(leaf, gradient(gradient, leaf.getShape(), scratch), false, false);
        }
    }

    /** A gradient from any engine as an array of this one, in {@code scratch}. */
    private static PtNDArray gradient(Tensor gradient, Shape expected, NDManager scratch) {
        Shape found = DjlTensorEngine.shape(gradient.shape());
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("gradient: found shape " + Arrays.toString(gradient.shape())
                    + ", expected " + Arrays.toString(expected.getShape()));
        }
        PtNDArray array = gradient instanceof DjlTensor ours
                ? JniUtils.detachGradient(ours.array())
                : Transfer.upload(scratch, gradient.toFloats(), expected);
        array.attach(scratch);
        return array;
    }

    @Override
    public void update(StepRates rates, Set<String> frozen) {
        GradMode.silent(() -> {
            update.apply(rates, frozen);
            return null;
        });
    }

    @Override
    public void follow(EncoderModel leader, double momentum) {
        ParameterStore other = ((DjlEncoderModel) leader).store;
        List<SharedRange> ranges = store.layout().sharedWith(other.layout());
        GradMode.silent(() -> {
            try (NDManager scratch = manager.newSubManager()) {
                for (SharedRange range : ranges) {
                    part(store.vector(), range.from(), range.size(), scratch)
                            .scale(momentum)
                            .addScaled(part(other.vector(), range.otherFrom(), range.size(), scratch), 1 - momentum);
                }
            }
            return null;
        });
    }

    private static FloatVector part(PtNDArray vector, int from, int size, NDManager scratch) {
        PtNDArray part = JniUtils.slice(vector, 0, from, from + size, 1);
        part.attach(scratch);
        return new DjlVector(part, number -> (PtNDArray) scratch.create((float) number));
    }

    @Override
    public Tensor weight(String name) {
        return tensors.adopt(GradMode.silent(() -> JniUtils.clone(store.array(name))));
    }

    @Override
    public void setWeight(String name, HostArray values) {
        store.set(name, values);
    }

    @Override
    public HostArray embed(FloatBuffer pixels, int count, int size, Stage stage) {
        return EmbeddingChunks.embed(pixels, count, size, encoder.dim(stage), EMBED_ROWS,
                (part, rows) -> GradMode.silent(() -> represent(part, rows, size, stage)));
    }

    private float[] represent(FloatBuffer pixels, int rows, int size, Stage stage) {
        try (NDManager scratch = manager.newSubManager()) {
            PtNDArray representation = run(Transfer.images(scratch, pixels, rows, size), stage, Pass.EVALUATION);
            requireShape(representation, rows, stage);
            return Transfer.floats(representation);
        }
    }

    @Override
    public Map<String, HostArray> weights() {
        return store.weights();
    }

    @Override
    public void loadWeights(Map<String, HostArray> weights) {
        store.load(weights);
    }

    @Override
    public Map<String, HostArray> gradients() {
        return store.layout().split(gradientVector(), "");
    }

    @Override
    public float[] gradientVector() {
        try (NDManager scratch = manager.newSubManager()) {
            return Transfer.floats(store.gradientVector(scratch));
        }
    }

    @Override
    public void setGradientVector(float[] gradients) {
        try (NDManager scratch = manager.newSubManager()) {
            store.setGradients(gradients, scratch);
        }
    }

    @Override
    public Map<String, HostArray> optimizerState() {
        return update.export();
    }

    @Override
    public void loadOptimizerState(Map<String, HostArray> state) {
        update.restore(state);
    }

    /** How many arrays the model owns between steps, for tests of what is released. */
    int liveArrays() {
        return manager.getManagedArrays().size();
    }

    private void release() {
        if (pending != null) {
            pending.step().close();
            pending = null;
        }
    }

    @Override
    public void close() {
        pending = null;
        manager.close();
    }
}
