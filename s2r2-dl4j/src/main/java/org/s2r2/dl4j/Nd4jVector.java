package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.optim.FloatVector;

/**
 * A vector of an optimiser in ND4J.
 *
 * @param array changed in place
 * @param product as long, for intermediate results
 */
record Nd4jVector(INDArray array, INDArray product) implements FloatVector {

    @Override
    public int size() {
        return (int) array.length();
    }

    @Override
    public FloatVector set(FloatVector y) {
        array.assign(array(y));
        return this;
    }

    @Override
    public FloatVector scale(double factor) {
        array.muli(factor);
        return this;
    }

    @Override
    public FloatVector add(double number) {
        array.addi(number);
        return this;
    }

    @Override
    public FloatVector addScaled(FloatVector y, double factor) {
        INDArray added = array(y);
        if (factor != 1) {
            added.muli(factor, product);
            added = product;
        }
        array.addi(added);
        return this;
    }

    @Override
    public FloatVector multiply(FloatVector y) {
        array.muli(array(y));
        return this;
    }

    @Override
    public FloatVector divide(FloatVector y) {
        array.divi(array(y));
        return this;
    }

    @Override
    public FloatVector sqrt() {
        Nd4j.exec(new Sqrt(array, array));
        return this;
    }

    @Override
    public FloatVector sign() {
        Nd4j.exec(new Sign(array, array));
        return this;
    }

    private static INDArray array(FloatVector vector) {
        return ((Nd4jVector) vector).array;
    }
}
