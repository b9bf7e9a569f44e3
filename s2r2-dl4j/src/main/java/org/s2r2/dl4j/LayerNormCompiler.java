package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.encoder.Layer;

/**
 * Compiles a layer norm. With C channels, c = (x - mean) r and r = 1 / sqrt(variance + epsilon) for each row, g the gradient
 * at the output and w = g weight, the gradient at x is r (w - mean(w) - c mean(w c)), the means being those of a row; those
 * of weight and bias are the column sums of g c and of g (Ba et al., 2016).
 */
final class LayerNormCompiler {

    private final Program program;
    private final Layer.LayerNorm norm;
    private final INDArray scale;

    LayerNormCompiler(Program program, Layer.LayerNorm norm) {
        this.program = program;
        this.norm = norm;
        this.scale = program.weights().array(norm.name() + ".weight");
    }

    Node compile(Value x) {
        long[] shape = x.shape();
        long rows = x.valuesPerChannel();
        INDArray r = program.keep(rows, 1);
        INDArray mean = program.keep(rows, 1);
        INDArray shift = program.weights().array(norm.name() + ".bias");
        Value normal = (x.overwritable() ? x : program.activation(shape)).as(rows, norm.features());
        Value y = program.activation(shape).as(rows, norm.features());
        Operations forward = program.forward();
        INDArray c = normal.array();
        forward.rowSums(x.as(rows, norm.features()).array(), 1.0 / norm.features(), mean);
        forward.subtract(x.as(rows, norm.features()).array(), mean, c);
        forward.multiply(c, c, y.array());
        forward.rowSums(y.array(), 1.0 / norm.features(), r);
        forward.inverseRoot(r, norm.epsilon());
        forward.multiply(c, r, c);
        forward.affine(c, scale, shift, y.array());
        if (!program.training()) {
            program.releaseUnlessSame(normal, x);
        }
        return new Node(y.as(shape), (gradient, inputWanted) -> {
            Value dx = backward(c, r, gradient.as(rows, norm.features()), inputWanted);
            return inputWanted ? dx.as(shape) : null;
        });
    }

    /** @param c is overwritten */
    private Value backward(INDArray c, INDArray r, Value gradient, boolean inputWanted) {
        Operations backward = program.backward();
        INDArray g = gradient.array();
        Value product = program.lease(c.shape());
        backward.multiply(g, c, product.array());
        backward.columnSums(product.array(), 1, program.weights().passGradient(norm.name() + ".weight"));
        backward.columnSums(g, 1, program.weights().passGradient(norm.name() + ".bias"));
        if (!inputWanted) {
            program.release(product);
            program.release(gradient);
            return null;
        }
        INDArray mean = program.keep(r.shape());
        INDArray meanProduct = program.keep(r.shape());
        Value dx = gradient.overwritable() ? gradient : program.lease(c.shape());
        INDArray w = dx.array();
        backward.scaleChannels(g, scale, w);
        backward.multiply(w, c, product.array());
        backward.rowSums(w, 1.0 / norm.features(), mean);
        backward.rowSums(product.array(), 1.0 / norm.features(), meanProduct);
        backward.multiply(c, meanProduct, c);
        backward.subtract(w, mean, w);
        backward.subtract(w, c, w);
        backward.multiply(w, r, w);
        program.release(product);
        return dx;
    }
}
