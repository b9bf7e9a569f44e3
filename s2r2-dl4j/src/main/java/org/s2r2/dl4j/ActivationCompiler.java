package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.encoder.Layer;

/** Compiles functions of single values. */
final class ActivationCompiler {

    private final Program program;
    private final Operations forward;
    private final Operations backward;

    ActivationCompiler(Program program) {
        this.program = program;
        this.forward = program.forward();
        this.backward = program.backward();
    }

    /** See {@link LayerCompiler#compile}; null if the layer is none of these. */
    Node compile(Layer layer, Value x) {
        if (layer instanceof Layer.Relu) {
            return relu(x);
        }
        if (layer instanceof Layer.Hardsigmoid) {
            return hardsigmoid(x);
        }
        if (layer instanceof Layer.Gelu gelu) {
            return withDerivative(
                    x, (y, derivative) -> GeluOperations.add(program, gelu.tanh(), x.array(), y, derivative));
        }
        if (layer instanceof Layer.Hardswish) {
            return withDerivative(x, (y, derivative) -> GatedActivation.add(program, x.array(), y, derivative, (p, slope) -> {
                addHardsigmoid(x.array(), p);
                addIsBetween(forward, p, slope);
                forward.scale(slope, 1.0 / 6);
            }));
        }
        return null;
    }

    private Node relu(Value x) {
        Value y = x.overwritable() ? x : program.activation(x.shape());
        forward.relu(x.array(), y.array());
        return new Node(program.training() ? y.kept() : y, (gradient, inputWanted) -> {
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            // All who read y have done so.
            backward.step(y.array());
            return product(gradient, y.array());
        });
    }

    private Node hardsigmoid(Value x) {
        Value y = x.overwritable() ? x : program.activation(x.shape());
        addHardsigmoid(x.array(), y.array());
        return new Node(program.training() ? y.kept() : y, (gradient, inputWanted) -> {
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            Value slope = program.lease(x.shape());
            addIsBetween(backward, y.array(), slope.array());
            backward.scale(slope.array(), 1.0 / 6);
            Value dx = product(gradient, slope.array());
            program.release(slope);
            return dx;
        });
    }

    /** y = min(max(x + 3, 0), 6) / 6. */
    private void addHardsigmoid(INDArray x, INDArray y) {
        if (x != y) {
            forward.copy(x, y);
        }
        forward.shift(y, 3);
        forward.relu6(y);
        forward.scale(y, 1.0 / 6);
    }

    /** out = 1 where y, from 0 to 1, is neither: where y - y^2 is above 0. */
    private static void addIsBetween(Operations operations, INDArray y, INDArray out) {
        operations.multiply(y, y, out);
        operations.subtract(y, out, out);
        operations.step(out);
    }

    private interface Function {
        /** @param derivative null where it is not needed */
        void add(INDArray y, INDArray derivative);
    }

    /** The derivative is computed with the values, and kept for the backward pass. */
    private Node withDerivative(Value x, Function function) {
        Value y = !program.training() && x.overwritable() ? x : program.activation(x.shape());
        Value derivative = !program.training() ? null : x.overwritable() ? x : program.activation(x.shape());
        function.add(y.array(), derivative == null ? null : derivative.array());
        return new Node(y, (gradient, inputWanted) -> {
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            return product(gradient, derivative.array());
        });
    }

    private Value product(Value gradient, INDArray slope) {
        Value dx = gradient.overwritable() ? gradient : program.lease(slope.shape());
        backward.multiply(gradient.array(), slope, dx.array());
        return dx;
    }
}
