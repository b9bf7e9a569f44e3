package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;

/** Tensors on libtorch, on the device of the manager they live in. */
final class DjlTensorEngine implements TensorEngine {

    private final DataType dataType;
    private final int threads;
    /** Owns what is made from now on: the innermost call of evaluate or differentiate, or the caller. */
    private NDManager scope;

    /**
     * @param manager owns the tensors that callers do not close
     * @param threads of the backend
     */
    DjlTensorEngine(NDManager manager, DataType dataType, int threads) {
        this.scope = manager;
        this.dataType = dataType;
        this.threads = threads;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public String name() {
        String precision = dataType == DataType.FLOAT32 ? "float32" : "float64";
        return "djl " + precision + " " + scope.getDevice().getDeviceType();
    }

    @Override
    public DataType dataType() {
        return dataType;
    }

    @Override
    public boolean onHost() {
        return !scope.getDevice().isGpu();
    }

    @Override
    public Tensor tensor(double[] values, int... shape) {
        Shapes.requireSize(shape, values.length);
        if (dataType == DataType.FLOAT64) {
            return adopt(Transfer.upload(scope, values, shape(shape)));
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return adopt(Transfer.upload(scope, rounded, shape(shape)));
    }

    @Override
    public Tensor tensor(float[] values, int... shape) {
        Shapes.requireSize(shape, values.length);
        if (dataType == DataType.FLOAT32) {
            return adopt(Transfer.upload(scope, values, shape(shape)));
        }
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return adopt(Transfer.upload(scope, wide, shape(shape)));
    }

    @Override
    public ValueAndGradients differentiate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        NDManager outer = scope;
        try (NDManager inner = outer.newSubManager()) {
            scope = inner;
            List<PtNDArray> leaves = new ArrayList<>();
            for (Tensor input : inputs) {
                PtNDArray leaf = shared(input);
                JniUtils.attachGradient(leaf, true);
                leaves.add(leaf);
            }
            // A backward pass from a value that depends on no leaf is an error, and DJL can not tell: its requiresGrad
            // is false for results, and asking a constant for its gradient function crashes the process.
            PtNDArray anchor = scalar(0);
            JniUtils.attachGradient(anchor, true);
            PtNDArray value =
                    GradMode.recording(() -> JniUtils.add(scalarOf(function, leaves).array(), anchor));
            JniUtils.backward(value, scalar(1), false, false);
            double result = Transfer.doubles(value)[0];
            List<Tensor> gradients = new ArrayList<>();
            scope = outer;
            for (PtNDArray leaf : leaves) {
                PtNDArray gradient = JniUtils.getGradient(leaf);
                gradients.add(adopt(gradient == null ? (PtNDArray) leaf.zerosLike() : gradient));
            }
            return new ValueAndGradients(result, List.copyOf(gradients));
        } finally {
            scope = outer;
        }
    }

    private DjlTensor scalarOf(Function<List<Tensor>, Tensor> function, List<PtNDArray> leaves) {
        Tensor value = function.apply(leaves.stream().map(this::adopt).toList());
        if (value.rank() != 0) {
            throw new IllegalArgumentException("a function to differentiate gives a scalar, found shape "
                    + Arrays.toString(value.shape()));
        }
        return require(value);
    }

    @Override
    public Tensor evaluate(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
        NDManager outer = scope;
        try (NDManager inner = outer.newSubManager()) {
            scope = inner;
            List<Tensor> here = inputs.stream().map(input -> adopt(shared(input))).toList();
            DjlTensor value = require(GradMode.silent(() -> function.apply(here)));
            scope = outer;
            return value.detach();
        } finally {
            scope = outer;
        }
    }

    /** A tensor on this array, which moves to the scope that owns what is made now. */
    Tensor adopt(PtNDArray array) {
        if (array.getManager() != scope) {
            array.attach(scope);
        }
        return new DjlTensor(this, array);
    }

    /** A scalar of this engine's type. */
    PtNDArray scalar(double value) {
        return JniUtils.full(
                (PtNDManager) scope, new Shape(), value, djlType(), scope.getDevice(), SparseFormat.DENSE);
    }

    /** How many arrays the current scope owns. */
    int live() {
        return scope.getManagedArrays().size();
    }

    static Shape shape(int[] lengths) {
        return new Shape(Arrays.stream(lengths).asLongStream().toArray());
    }

    /** A second handle on a tensor's memory, in the current scope and without its history. */
    private PtNDArray shared(Tensor tensor) {
        PtNDArray handle = JniUtils.detachGradient(require(tensor).array());
        handle.attach(scope);
        return handle;
    }

    private DjlTensor require(Tensor tensor) {
        if (tensor instanceof DjlTensor ours && ours.dataType() == dataType) {
            return ours;
        }
        throw new IllegalArgumentException(
                "expected a tensor of " + name() + ", found " + tensor + " of " + tensor.dataType());
    }

    private ai.djl.ndarray.types.DataType djlType() {
        return dataType == DataType.FLOAT32
                ? ai.djl.ndarray.types.DataType.FLOAT32
                : ai.djl.ndarray.types.DataType.FLOAT64;
    }
}
