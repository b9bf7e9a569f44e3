package org.s2r2.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Precision;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Parameter;
import org.s2r2.optim.Optimizer;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.TensorEngine;

/** libtorch, driven through DJL. */
final class DjlBackend implements Backend {

    private static final String ENGINE = "PyTorch";

    private final NDManager root;
    private final DjlTensorEngine tensors;
    private final String description;
    private final int threads;
    private final boolean engineUpdates;
    private final Precision precision;

    private DjlBackend(
            NDManager root, String description, int threads, boolean engineUpdates, Precision precision) {
        this.root = root;
        this.threads = threads;
        this.precision = precision;
        this.engineUpdates = engineUpdates;
        this.description = description;
        this.tensors = new DjlTensorEngine(root.newSubManager(), DataType.FLOAT32, threads);
    }

    /** @param engineUpdates whether optimisers run by operations of libtorch on the CPU too */
    static DjlBackend open(BackendFactory.Options options, boolean engineUpdates) {
        Engine engine = Engine.getEngine(ENGINE);
        Device device = device(engine, options.device());
        // The property counts only for the first backend of a process; this counts for every one.
        JniUtils.setNumThreads(options.threads());
        // DJL lets a thread record by default; here only forward passes and differentiate do.
        JniUtils.setGradMode(false);
        String description = ENGINE + " " + engine.getVersion() + " on DJL " + Engine.getDjlVersion() + ", "
                + device.getDeviceType() + ", " + options.threads() + " threads"
                + (options.precision() == Precision.FLOAT32 ? "" : ", bfloat16");
        return new DjlBackend(
                engine.newBaseManager(device), description, options.threads(), engineUpdates || device.isGpu(),
                options.precision());
    }

    private static Device device(Engine engine, BackendFactory.Device wanted) {
        if (wanted == BackendFactory.Device.CPU) {
            return Device.cpu();
        }
        if (engine.getGpuCount() == 0) {
            throw new InvalidInputException("device: found gpu, but " + ENGINE + " " + engine.getVersion()
                    + " sees no CUDA device; it needs an NVIDIA GPU with its driver, and a CUDA build of libtorch: set"
                    + " PYTORCH_LIBRARY_PATH to the lib folder of an installed torch 2.7.1+cu128,"
                    + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128 before the JVM starts, or choose cpu");
        }
        return Device.gpu(0);
    }

    @Override
    public String name() {
        return DjlBackendFactory.NAME;
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
        NDManager manager = root.newSubManager();
        try {
            return new DjlEncoderModel(tensors, manager, encoder, objectiveParameters, weights,
                    store -> engineUpdates
                            ? new DjlEngineUpdate(store, optimizer)
                            : new DjlHostUpdate(store, optimizer, threads),
                    precision);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** How many arrays are alive outside models, for tests of what is released. */
    int liveTensors() {
        return tensors.live();
    }

    @Override
    public void close() {
        root.close();
    }
}
