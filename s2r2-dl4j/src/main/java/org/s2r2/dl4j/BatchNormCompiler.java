package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.s2r2.backend.Pass;
import org.s2r2.encoder.Layer;

/**
 * Compiles a batch norm. In training, with M values a channel, c = x - mean, r = 1 / sqrt(variance + epsilon) and g the
 * gradient at the output, the gradient at x is a g + b c + d for each channel, where a = weight r, b = -a r^2 sum(g c) /
 * M and d = -a sum(g) / M; those of weight and bias are r sum(g c) and sum(g) (Ioffe and Szegedy, 2015, section 3).
 */
final class BatchNormCompiler {

    private final Program program;
    private final Layer.BatchNorm norm;
    private final INDArray scale;
    private final INDArray shift;
    private final INDArray runningMean;
    private final INDArray runningVariance;

    BatchNormCompiler(Program program, Layer.BatchNorm norm) {
        this.program = program;
        this.norm = norm;
        this.scale = program.weights().array(norm.name() + ".weight");
        this.shift = program.weights().array(norm.name() + ".bias");
        this.runningMean = program.weights().array(norm.name() + ".running_mean");
        this.runningVariance = program.weights().array(norm.name() + ".running_var");
    }

    Node compile(Value x) {
        return program.pass() == Pass.EVALUATION ? evaluation(x) : withStatisticsOf(x);
    }

    private Node evaluation(Value x) {
        Value y = x.overwritable() ? x : program.activation(x.shape());
        program.forward().normalize(x.array(), runningMean, runningVariance, norm.epsilon(), scale, shift, y.array());
        return withoutBackward(y);
    }

    private Node withoutBackward(Value y) {
        return new Node(y, (gradient, inputWanted) -> {
            throw new IllegalStateException("batch norm " + norm.name() + " was compiled for " + program.pass());
        });
    }

    private Node withStatisticsOf(Value x) {
        long count = x.valuesPerChannel();
        if (count == 1) {
            // The unbiased variance of one value is 0 / 0, and would stay in the running statistics.
            throw new IllegalArgumentException("batch norm " + norm.name()
                    + " needs more than one value a feature in training, found one row of " + norm.features());
        }
        INDArray mean = program.keep(norm.features());
        INDArray variance = program.keep(norm.features());
        Value centred = x.overwritable() ? x : program.activation(x.shape());
        Value y = program.activation(x.shape());
        Operations forward = program.forward();
        forward.columnSums(x.array(), 1.0 / count, mean);
        forward.centre(x.array(), mean, centred.array());
        forward.multiply(centred.array(), centred.array(), y.array());
        forward.columnSums(y.array(), 1.0 / count, variance);
        forward.normalize(centred.array(), variance, norm.epsilon(), scale, shift, y.array());
        if (program.pass().tracks()) {
            track(runningMean, mean, 1);
            track(runningVariance, variance, count / (count - 1.0));
        }
        if (!program.training()) {
            program.releaseUnlessSame(centred, x);
            return withoutBackward(y);
        }
        return new Node(y, (gradient, inputWanted) ->
                backward(centred.array(), variance, gradient, inputWanted));
    }

    /** running = (1 - momentum) running + momentum * factor * value. */
    private void track(INDArray running, INDArray value, double factor) {
        program.forward().scale(running, 1 - norm.momentum());
        program.forward().addScaled(running, value, norm.momentum() * factor, running);
    }

    /** @param centred is overwritten */
    private Value backward(INDArray centred, INDArray variance, Value gradient, boolean inputWanted) {
        INDArray scaleGradient = program.weights().passGradient(norm.name() + ".weight");
        INDArray shiftGradient = program.weights().passGradient(norm.name() + ".bias");
        INDArray r = program.keep(norm.features());
        INDArray a = program.keep(norm.features());
        INDArray b = program.keep(norm.features());
        INDArray d = program.keep(norm.features());
        double count = (double) centred.length() / norm.features();
        Operations backward = program.backward();
        Value product = program.lease(centred.shape());
        RSqrt rootOfInverse = new RSqrt(r, r);
        backward.columnSums(gradient.array(), 1, shiftGradient);
        backward.multiply(gradient.array(), centred, product.array());
        backward.columnSums(product.array(), 1, b);
        backward.add(() -> r.assign(variance).addi(norm.epsilon()));
        backward.add(() -> Nd4j.exec(rootOfInverse));
        backward.multiply(b, r, scaleGradient);
        program.release(product);
        if (!inputWanted) {
            program.release(gradient);
            return null;
        }
        backward.multiply(scale, r, a);
        backward.multiply(scaleGradient, r, b);
        backward.multiply(b, a, b);
        backward.scale(b, -1 / count);
        backward.multiply(shiftGradient, a, d);
        backward.scale(d, -1 / count);
        Value dx = gradient.overwritable() ? gradient : program.lease(centred.shape());
        backward.affine(gradient.array(), a, d, dx.array());
        backward.scaleChannels(centred, b, centred);
        backward.add(dx.array(), centred, dx.array());
        return dx;
    }
}
