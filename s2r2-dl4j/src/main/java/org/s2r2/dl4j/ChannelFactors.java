package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.encoder.Layer;

/** Compiles layers that multiply the channels of images by factors: learnt ones, or those that a gate computes. */
final class ChannelFactors {

    private final Program program;
    private final Operations forward;
    private final Operations backward;

    ChannelFactors(Program program) {
        this.program = program;
        this.forward = program.forward();
        this.backward = program.backward();
    }

    Node scale(Layer.LayerScale layer, Value x) {
        INDArray array = program.weights().array(layer.name());
        INDArray factors = Pool.shaped(array, array.offset(), layer.features());
        Value y = program.training() || !x.overwritable() ? program.activation(x.shape()) : x;
        forward.scaleChannels(x.array(), factors, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value product = program.lease(x.shape());
            backward.multiply(gradient.array(), x.array(), product.array());
            backward.columnSums(product.array(), 1, program.weights().passGradient(layer.name()));
            program.release(product);
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            Value dx = gradient.overwritable() ? gradient : program.lease(x.shape());
            backward.scaleChannels(gradient.array(), factors, dx.array());
            return dx;
        });
    }

    /**
     * With y = x p for each image and channel and g the gradient at y, the gradient at p is the sum of g x over the pixels,
     * and that at x is g p and what comes back through the gate.
     *
     * @param gate compiled for x, which it shares
     * @param sum adds two gradients
     */
    Node gate(Node gate, Value x, Sum sum) {
        long[] in = x.shape();
        long area = in[1] * in[2];
        Value factors = gate.output();
        factors.requireShape("channel gate", in[0], 1, 1, in[3]);
        INDArray p = factors.as(in[0], 1, in[3]).array();
        Value y = program.activation(in);
        INDArray pixels = x.as(in[0], area, in[3]).array();
        forward.multiply(pixels, p, y.as(in[0], area, in[3]).array());
        program.release(factors);
        return new Node(y, (gradient, inputWanted) -> {
            Value product = program.lease(in);
            Value atGate = program.lease(in[0], 1, 1, in[3]);
            backward.multiply(gradient.array(), x.array(), product.array());
            backward.matmul(program.constants().ones(in[0], 1, area), false, product.as(in[0], area, in[3]).array(), false, 1,
                    atGate.as(in[0], 1, in[3]).array());
            program.release(product);
            Value direct = null;
            if (inputWanted) {
                direct = gradient.overwritable() ? gradient : program.lease(in);
                backward.multiply(gradient.as(in[0], area, in[3]).array(), p, direct.as(in[0], area, in[3]).array());
            } else {
                program.release(gradient);
            }
            Value through = gate.backward().compile(atGate, inputWanted);
            return inputWanted ? sum.of(direct, through) : null;
        });
    }

    interface Sum {
        Value of(Value a, Value b);
    }
}
