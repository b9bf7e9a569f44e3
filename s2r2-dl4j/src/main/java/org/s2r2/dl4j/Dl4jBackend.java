package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.EncoderModel;
import org.s2r2.backend.WeightUpdate;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.TensorEngine;

/** ND4J. Objectives run on the Java heap: the engine's own differentiation is slower and in part wrong. */
final class Dl4jBackend implements Backend {

    private final TensorEngine tensors;
    private final Set<Dl4jEncoderModel> open = new LinkedHashSet<>();
    private final String description;
    private final int threads;
    private final boolean engineUpdates;

    private Dl4jBackend(String description, int threads, boolean engineUpdates) {
        this.description = description;
        this.threads = threads;
        this.tensors = HostTensorEngine.float32(threads);
        this.engineUpdates = engineUpdates;
    }

    /**
     * The engine's number of threads counts for the whole process.
     *
     * @param engineUpdates whether optimisers run by operations of ND4J on the CPU too
     */
    static Dl4jBackend open(BackendFactory.Options options, boolean engineUpdates) {
        String engine = NativeBuild.require(options.device());
        Nd4j.getEnvironment().setMaxThreads(options.threads());
        Nd4j.getEnvironment().setMaxMasterThreads(options.threads());
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(options.threads());
        // Whoever makes an array closes it.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        String description = engine + ", " + options.device().name().toLowerCase(Locale.ROOT) + ", " + options.threads()
                + " threads";
        return new Dl4jBackend(description, options.threads(), engineUpdates || !Nd4j.getEnvironment().isCPU());
    }

    @Override
    public String name() {
        return Dl4jBackendFactory.NAME;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public TensorEngine tensors() {
        return tensors;
    }

    @Override
    public EncoderModel compile(Encoder encoder, List<Parameter> objectiveParameters, Map<String, HostArray> weights,
            Optimizer optimizer) {
        Dl4jBackendFactory.requireLayers(encoder);
        List<Parameter> parameters = new ArrayList<>(encoder.parameters());
        parameters.addAll(objectiveParameters);
        Weights vector = new Weights(parameters, weights);
        WeightUpdate update = engineUpdates
                ? new Nd4jEngineUpdate(vector, optimizer)
                : new Nd4jHostUpdate(vector, optimizer, threads);
        Dl4jEncoderModel model = new Dl4jEncoderModel(tensors, encoder, vector, update, open::remove);
        open.add(model);
        return model;
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(Dl4jEncoderModel::close);
    }
}
