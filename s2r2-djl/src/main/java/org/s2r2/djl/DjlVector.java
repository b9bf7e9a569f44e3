package org.s2r2.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.DoubleFunction;
import org.s2r2.optim.FloatVector;

/**
 * A vector of an optimiser in libtorch.
 *
 * @param array one axis, changed in place
 * @param numbers makes a number a scalar array, which stays the maker's
 */
record DjlVector(PtNDArray array, DoubleFunction<PtNDArray> numbers) implements FloatVector {

    @Override
    public int size() {
        return (int) array.size();
    }

    @Override
    public FloatVector set(FloatVector y) {
        ParameterStore.overwrite(array, 0, array(y));
        return this;
    }

    @Override
    public FloatVector scale(double factor) {
        JniUtils.muli(array, numbers.apply(factor));
        return this;
    }

    @Override
    public FloatVector add(double number) {
        JniUtils.addi(array, numbers.apply(number));
        return this;
    }

    @Override
    public FloatVector addScaled(FloatVector y, double factor) {
        if (factor == 1) {
            JniUtils.addi(array, array(y));
        } else {
            try (PtNDArray scaled = JniUtils.mul(array(y), numbers.apply(factor))) {
                JniUtils.addi(array, scaled);
            }
        }
        return this;
    }

    @Override
    public FloatVector multiply(FloatVector y) {
        JniUtils.muli(array, array(y));
        return this;
    }

    @Override
    public FloatVector divide(FloatVector y) {
        JniUtils.divi(array, array(y));
        return this;
    }

    @Override
    public FloatVector sqrt() {
        try (PtNDArray root = JniUtils.sqrt(array)) {
            ParameterStore.overwrite(array, 0, root);
        }
        return this;
    }

    @Override
    public FloatVector sign() {
        try (PtNDArray sign = JniUtils.sign(array)) {
            ParameterStore.overwrite(array, 0, sign);
        }
        return this;
    }

    private static PtNDArray array(FloatVector vector) {
        return ((DjlVector) vector).array;
    }
}
