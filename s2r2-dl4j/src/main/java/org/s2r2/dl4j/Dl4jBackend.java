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
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.TensorEngine;

/** ND4J. Objectives run on the Java heap: the engine's own differentiation is slower and in part wrong. */
final class Dl4jBackend implements Backend {

    private final TensorEngine tensors = HostTensorEngine.float32();
    private final Set<Dl4jEncoderModel> open = new LinkedHashSet<>();
    private final String description;

    private Dl4jBackend(String description) {
        this.description = description;
    }

    /** The engine's number of threads counts for the whole process. */
    static Dl4jBackend open(BackendFactory.Options options) {
        String engine = NativeBuild.require(options.device());
        Nd4j.getEnvironment().setMaxThreads(options.threads());
        Nd4j.getEnvironment().setMaxMasterThreads(options.threads());
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(options.threads());
        // Whoever makes an array closes it.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        return new Dl4jBackend("%s, %s, %d threads"
                .formatted(engine, options.device().name().toLowerCase(Locale.ROOT), options.threads()));
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
            OptimizerSpec optimizer) {
        Dl4jBackendFactory.requireLayers(encoder);
        List<Parameter> parameters = new ArrayList<>(encoder.parameters());
        parameters.addAll(objectiveParameters);
        Dl4jEncoderModel model = new Dl4jEncoderModel(
                tensors, encoder, new Weights(parameters, weights), optimizer, open::remove);
        open.add(model);
        return model;
    }

    @Override
    public void close() {
        List.copyOf(open).forEach(Dl4jEncoderModel::close);
    }
}
