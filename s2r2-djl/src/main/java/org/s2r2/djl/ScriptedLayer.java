package org.s2r2.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.s2r2.backend.Pass;
import org.s2r2.encoder.Parameter;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.torchscript.ScriptedModule;

/**
 * A scripted module that computes with the weights of a {@link ParameterStore}. It is given them, and copies of the
 * buffers, before every pass; the buffers go back to the store after a pass in training.
 */
final class ScriptedLayer implements CompiledLayer {

    /** How DJL is told of another method than {@code forward}, and of arrays that are a list: by their names. */
    private static final String METHOD = "module_method:";

    private static final String IN_LIST = "values[]";

    private final ScriptedModule module;
    private final int features;
    private final PtSymbolBlock block;
    private final List<PtNDArray> arrays;
    private Boolean training;

    /**
     * @param features what its output has in a row
     * @param manager owns the module
     * @param weights from a parameter's name to its array
     * @throws InvalidInputException if libtorch cannot load it
     */
    ScriptedLayer(ScriptedModule module, int features, NDManager manager, Function<String, PtNDArray> weights) {
        this.module = module;
        this.features = features;
        this.arrays = module.parameters().stream().map(Parameter::name).map(weights).toList();
        arrays.forEach(array -> array.setName(IN_LIST));
        try {
            block = JniUtils.loadModule((PtNDManager) manager,
                    new ByteArrayInputStream(BindingCode.archive(module)), true, false);
        } catch (EngineException e) {
            throw new InvalidInputException(module + ": libtorch cannot load it: " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes are read from memory", e);
        }
    }

    @Override
    public PtNDArray apply(PtNDArray x, Pass pass) {
        // What the optimiser of graphs makes of a module may depend on how often it ran, down to its rounding: a run that
        // goes on would not be the run that never stopped. The setting is the thread's.
        JniUtils.setGraphExecutorOptimize(false);
        enter(pass != Pass.EVALUATION);
        call(BindingCode.BIND, x.getManager());
        PtNDArray output = forward(x);
        if (pass.tracks()) {
            call(BindingCode.COLLECT, x.getManager());
        }
        return output;
    }

    private void enter(boolean inTraining) {
        if (training == null || training != inTraining) {
            if (inTraining) {
                JniUtils.enableTrainingMode(block);
            } else {
                JniUtils.enableInferenceMode(block);
            }
            training = inTraining;
        }
    }

    private void call(String method, NDManager manager) {
        if (arrays.isEmpty()) {
            return;
        }
        GradMode.silent(() -> {
            try (NDManager scratch = manager.newSubManager();
                    NDArray name = scratch.create(0f)) {
                name.setName(METHOD + method);
                NDList arguments = new NDList(name);
                arguments.addAll(arrays);
                return run(arguments, method);
            }
        });
    }

    private PtNDArray forward(PtNDArray x) {
        Shape shape = x.getShape();
        NDList outputs;
        // Modules of PyTorch expect rows of pixels one after the other.
        try (PtNDArray flat = JniUtils.reshape(x, new long[] {-1});
                PtNDArray planes = JniUtils.reshape(flat, shape.getShape())) {
            outputs = run(new NDList(planes), "forward of images " + shape);
        }
        Shape expected = new Shape(shape.get(0), features);
        NDArray output = outputs.size() == 1 ? outputs.get(0) : null;
        if (output == null || !output.getShape().equals(expected) || output.getDataType() != DataType.FLOAT32) {
            String found = outputs.stream().map(array -> array.getDataType() + " " + array.getShape()).toList().toString();
            outputs.close();
            throw new InvalidInputException(module + ": gives " + found + " for images " + shape + ", expected float32 "
                    + expected + " by encoder.features");
        }
        return (PtNDArray) output;
    }

    private NDList run(NDList arguments, String what) {
        try {
            // Not as inference, whose arrays autograd refuses to work with later; GradMode decides what is recorded.
            return IValueUtils.forward(block, arguments, true);
        } catch (EngineException | UnsupportedOperationException | IllegalStateException e) {
            throw new InvalidInputException(module + ": fails in " + what + ": " + reason(e), e);
        }
    }

    /** The line of libtorch's message that says what is wrong; the others say where. */
    private static String reason(RuntimeException e) {
        List<String> lines = String.valueOf(e.getMessage()).lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        return lines.stream()
                .filter(line -> line.matches("\\w*(Error|Exception): .*"))
                .reduce((first, last) -> last)
                .orElse(lines.isEmpty() ? e.toString() : lines.get(0));
    }
}
