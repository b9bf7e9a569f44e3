package org.s2r2.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.view.ViewBatch;

/** A backend that computes nothing but takes known times on a clock of the test's own, and writes down its calls. */
final class ClockedBackend implements Backend, EncoderModel {

    /** A clock that tests set forward; from a given second on everything takes twice as long. */
    static final class Clock {
        private long nanos;
        private final double slowFrom;

        Clock(double slowFrom) {
            this.slowFrom = slowFrom;
        }

        long nanos() {
            return nanos;
        }

        void pass(double seconds) {
            nanos += Math.round(1e9 * seconds * (nanos < 1e9 * slowFrom ? 1 : 2));
        }
    }

    private final String name;
    private final double pace;
    private final Clock clock;
    private final List<String> calls;
    final List<Map<String, HostArray>> compiled = new ArrayList<>();
    private Encoder encoder;

    /** Every value of what it embeds. */
    float norm = -2;

    /**
     * @param pace by what its times of 1 s forward, 0.75 s preview, 2 s backward, 0.5 s update and 0.25 s embed are
     *     multiplied; 0 for a backend that compiles nothing
     */
    ClockedBackend(String name, double pace, Clock clock, List<String> calls) {
        this.name = name;
        this.pace = pace;
        this.clock = clock;
        this.calls = calls;
    }

    private void call(String what, double seconds) {
        calls.add(name + " " + what);
        clock.pass(pace * seconds);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return name + " at pace " + pace;
    }

    @Override
    public TensorEngine tensors() {
        return HostTensorEngine.float32();
    }

    @Override
    public EncoderModel compile(Encoder compiledEncoder, List<Parameter> objectiveParameters,
            Map<String, HostArray> weights, Optimizer optimizer) {
        if (pace == 0) {
            throw new IllegalArgumentException(name + " compiles nothing");
        }
        encoder = compiledEncoder;
        compiled.add(weights);
        return this;
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    @Override
    public Tensor forward(ViewBatch batch) {
        call("forward", 1);
        return embeddings(batch);
    }

    @Override
    public Tensor observe(ViewBatch batch) {
        call("observe", 0.75);
        return embeddings(batch);
    }

    @Override
    public void follow(EncoderModel leader, double momentum) {
        call("follow", 0.25);
    }

    @Override
    public Tensor preview(ViewBatch batch) {
        call("preview", 0.75);
        return embeddings(batch);
    }

    private Tensor embeddings(ViewBatch batch) {
        int rows = batch.images() * batch.views();
        return tensors().tensor(new float[rows * encoder.embeddingDim()], rows, encoder.embeddingDim());
    }

    @Override
    public void backward(Tensor gradient) {
        call("backward " + gradient.toDoubles()[0], 2);
    }

    @Override
    public void update(StepRates rates, Set<String> frozen) {
        call("update", 0.5);
    }

    @Override
    public void addGradient(String parameter, Tensor gradient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tensor weight(String parameter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setWeight(String parameter, HostArray values) {
        throw new UnsupportedOperationException();
    }

    @Override
    public HostArray embed(FloatBuffer pixels, int count, int size, Stage stage) {
        call("embed " + count + " x " + size + " " + stage, 0.25);
        float[] values = new float[count * encoder.dim(stage)];
        Arrays.fill(values, norm);
        return HostArray.matrix(values, count, encoder.dim(stage));
    }

    @Override
    public Map<String, HostArray> weights() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void loadWeights(Map<String, HostArray> weights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, HostArray> gradients() {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[] gradientVector() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setGradientVector(float[] gradients) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, HostArray> optimizerState() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void loadOptimizerState(Map<String, HostArray> state) {
        throw new UnsupportedOperationException();
    }

    /** Called for the model and for the backend, which are one here. */
    @Override
    public void close() {
        calls.add(name + " close");
    }
}
