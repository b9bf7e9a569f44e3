package org.s2r2.dl4j;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.EmbeddingChunks;
import org.s2r2.backend.EncoderModel;
import org.s2r2.backend.ParameterLayout.SharedRange;
import org.s2r2.backend.Pass;
import org.s2r2.backend.WeightUpdate;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.optim.FloatVector;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** An encoder on ND4J. Networks are compiled for the shapes that arrive, and serve again when the same shape returns. */
final class Dl4jEncoderModel implements EncoderModel {

    /** The most values of images that {@link #embed} passes through the encoder at once: 256 images of 64 pixels. */
    private static final int EMBED_VALUES = 256 * 3 * 64 * 64;

    /**
     * Networks without a backward pass that are kept: for evaluation that of a full batch and that of the last, at two
     * stages; for previews and observations that of a full micro-batch and that of the last, of two sizes of views.
     */
    private static final int FORWARD_NETWORKS = 8;

    private final TensorEngine tensors;
    private final Encoder encoder;
    private final Weights weights;
    private final WeightUpdate update;
    private final Pool pool = new Pool();
    private final Constants constants = new Constants();
    private final List<Network> training = new ArrayList<>();
    private final Deque<Network> forwardOnly = new ArrayDeque<>();
    private final Consumer<Dl4jEncoderModel> onClose;
    private List<Network> pending = List.of();
    private boolean closed;

    /**
     * @param weights are closed with the model
     * @param update of these weights, is closed with the model
     * @param onClose is told when the model is closed
     */
    Dl4jEncoderModel(
            TensorEngine tensors,
            Encoder encoder,
            Weights weights,
            WeightUpdate update,
            Consumer<Dl4jEncoderModel> onClose) {
        this.tensors = tensors;
        this.encoder = encoder;
        this.onClose = onClose;
        this.weights = weights;
        this.update = update;
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    @Override
    public Tensor forward(ViewBatch batch) {
        pending = List.of();
        List<Network> networks = new ArrayList<>();
        for (int position = 0; position < batch.blocks().size(); position++) {
            networks.add(trainingNetwork(position, batch.blocks().get(position)));
        }
        Tensor embeddings = embeddings(batch, networks::get);
        pending = networks;
        return embeddings;
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
        return embeddings(batch, position -> {
            ViewBlock block = batch.blocks().get(position);
            return forwardNetwork(pass, block.rows(), block.size(), Stage.PROJECTION);
        });
    }

    /** @param networks that of a block, by its position */
    private Tensor embeddings(ViewBatch batch, IntFunction<Network> networks) {
        int rows = batch.views() * batch.images();
        float[] embeddings = new float[rows * encoder.embeddingDim()];
        int end = 0;
        for (int position = 0; position < batch.blocks().size(); position++) {
            float[] part = networks.apply(position).forward(batch.blocks().get(position).pixels());
            System.arraycopy(part, 0, embeddings, end, part.length);
            end += part.length;
        }
        return tensors.tensor(embeddings, rows, encoder.embeddingDim());
    }

    /** Each block of a batch has its own network: what its backward pass needs is kept until then. */
    private Network trainingNetwork(int position, ViewBlock block) {
        boolean known = position < training.size();
        if (known && training.get(position).fits(Pass.TRAINING, block.rows(), block.size(), Stage.PROJECTION)) {
            return training.get(position);
        }
        Network network = compile(Pass.TRAINING, block.rows(), block.size(), Stage.PROJECTION);
        if (known) {
            training.set(position, network).close();
        } else {
            training.add(network);
        }
        return network;
    }

    @Override
    public void backward(Tensor gradient) {
        if (pending.isEmpty()) {
            throw new IllegalStateException("backward needs a forward before it, and each forward serves one backward");
        }
        requireShape(gradient, pending.stream().mapToInt(Network::rows).sum(), encoder.embeddingDim());
        List<Network> networks = pending;
        pending = List.of();
        float[] values = gradient.toFloats();
        int end = 0;
        for (Network network : networks) {
            int length = network.rows() * encoder.embeddingDim();
            network.backward(FloatBuffer.wrap(values, end, length).slice());
            end += length;
        }
    }

    private static void requireShape(Tensor gradient, int... expected) {
        if (!Arrays.equals(gradient.shape(), expected)) {
            throw new IllegalArgumentException("gradient: found shape " + Arrays.toString(gradient.shape())
                    + ", expected " + Arrays.toString(expected));
        }
    }

    @Override
    public void addGradient(String name, Tensor gradient) {
        requireShape(gradient, weights.layout().slot(name).parameter().shape());
        INDArray whole = weights.gradient(name);
        try (INDArray added = Pool.allocate(whole.shape())) {
            Transfer.write(added, gradient.toFloats());
            whole.addi(added);
        }
    }

    @Override
    public void update(StepRates rates, Set<String> frozen) {
        update.apply(rates, frozen);
    }

    @Override
    public void follow(EncoderModel leader, double momentum) {
        Weights other = ((Dl4jEncoderModel) leader).weights;
        List<SharedRange> ranges = weights.layout().sharedWith(other.layout());
        try (INDArray product = Pool.allocate(weights.layout().size())) {
            for (SharedRange range : ranges) {
                INDArray scratch = Pool.shaped(product, range.from(), range.size());
                FloatVector own = new Nd4jVector(Pool.shaped(weights.vector(), range.from(), range.size()), scratch);
                INDArray led = Pool.shaped(other.vector(), range.otherFrom(), range.size());
                own.scale(momentum).addScaled(new Nd4jVector(led, scratch), 1 - momentum);
            }
        }
    }

    @Override
    public Tensor weight(String name) {
        INDArray array = weights.array(name);
        return tensors.tensor(Transfer.floats(array), weights.layout().parameter(name).shape());
    }

    @Override
    public void setWeight(String name, HostArray values) {
        weights.set(name, values);
    }

    @Override
    public HostArray embed(FloatBuffer pixels, int count, int size, Stage stage) {
        int most = Math.max(1, EMBED_VALUES / (3 * size * size));
        return EmbeddingChunks.embed(pixels, count, size, encoder.dim(stage), most,
                (part, rows) -> forwardNetwork(Pass.EVALUATION, rows, size, stage).forward(part));
    }

    private Network forwardNetwork(Pass pass, int rows, int size, Stage stage) {
        Network network = forwardOnly.stream()
                .filter(candidate -> candidate.fits(pass, rows, size, stage))
                .findFirst()
                .orElse(null);
        if (network == null) {
            network = compile(pass, rows, size, stage);
        } else {
            forwardOnly.remove(network);
        }
        // The least recently used one is the last.
        forwardOnly.addFirst(network);
        if (forwardOnly.size() > FORWARD_NETWORKS) {
            forwardOnly.removeLast().close();
        }
        return network;
    }

    private Network compile(Pass pass, int rows, int size, Stage stage) {
        return new Network(encoder, weights, pool, constants, pass, rows, size, stage);
    }

    @Override
    public Map<String, HostArray> weights() {
        return weights.copy();
    }

    @Override
    public void loadWeights(Map<String, HostArray> weights) {
        this.weights.load(weights);
    }

    @Override
    public Map<String, HostArray> gradients() {
        return weights.layout().split(gradientVector(), "");
    }

    @Override
    public float[] gradientVector() {
        return Transfer.floats(weights.gradient());
    }

    @Override
    public void setGradientVector(float[] gradients) {
        weights.layout().requireSize(gradients);
        Transfer.write(weights.gradient(), gradients);
    }

    @Override
    public Map<String, HostArray> optimizerState() {
        return update.export();
    }

    @Override
    public void loadOptimizerState(Map<String, HostArray> state) {
        update.restore(state);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.accept(this);
        pending = List.of();
        training.forEach(Network::close);
        training.clear();
        forwardOnly.forEach(Network::close);
        forwardOnly.clear();
        pool.close();
        constants.close();
        update.close();
        weights.close();
    }
}
