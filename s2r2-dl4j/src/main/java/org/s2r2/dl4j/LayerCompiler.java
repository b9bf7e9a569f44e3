package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.dl4j.Operations.Window;
import org.s2r2.dl4j.Value.Kind;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;

/** Turns a layer tree into the operations of a program, for an input of a known shape. */
final class LayerCompiler {

    private final Program program;
    private final Operations forward;
    private final Operations backward;

    LayerCompiler(Program program) {
        this.program = program;
        this.forward = program.forward();
        this.backward = program.backward();
    }

    /**
     * Adds the operations of a layer's forward pass.
     *
     * @param x the input, which stays the caller's to release once the layer has been compiled
     * @throws IllegalArgumentException if the input does not fit the layer; the message names it
     */
    Node compile(Layer layer, Value x) {
        if (layer instanceof Layer.Conv2d conv) {
            x.require("convolution " + conv.name(), conv.in(), Kind.IMAGES);
            if (conv.groups() > 1) {
                return new GroupedConvolution(program, conv).compile(x);
            }
            return conv.kernel() == 1 && conv.padding() == 0 ? onePixelConvolution(conv, x) : convolution(conv, x);
        }
        if (layer instanceof Layer.BatchNorm norm) {
            x.require("batch norm " + norm.name(), norm.features(), Kind.IMAGES, Kind.ROWS);
            return new BatchNormCompiler(program, norm).compile(x);
        }
        if (layer instanceof Layer.Linear linear) {
            x.require("linear layer " + linear.name(), linear.in(), Kind.ROWS, Kind.TOKENS, Kind.IMAGES);
            return linear(linear, x);
        }
        if (layer instanceof Layer.L2Normalize normalize) {
            x.require("L2 normalisation", x.channels(), Kind.ROWS);
            return l2Normalize(normalize, x);
        }
        if (layer instanceof Layer.Sequential sequential) {
            return sequential(sequential.layers(), x);
        }
        if (layer instanceof Layer.Frozen frozen) {
            return frozen(frozen.body(), x);
        }
        if (layer instanceof Layer.Residual residual) {
            return residual(residual.body(), residual.shortcut(), x);
        }
        if (layer instanceof Layer.LayerScale scale) {
            x.require("layer scale " + scale.name(), scale.features(), Kind.IMAGES);
            return new ChannelFactors(program).scale(scale, x);
        }
        if (layer instanceof Layer.DropPath path) {
            return program.pass().dropsPaths() ? dropPath(path, x) : sequential(List.of(), x);
        }
        if (layer instanceof Layer.ChannelGate gate) {
            x.require("channel gate", x.channels(), Kind.IMAGES);
            return new ChannelFactors(program).gate(
                    compile(gate.gate(), x.shared()), x, (a, b) -> sum(backward, a, b, program::lease));
        }
        Node activation = new ActivationCompiler(program).compile(layer, x);
        Node pool = activation == null ? new PoolCompiler(program).compile(layer, x) : activation;
        return pool == null ? new TokenCompiler(program).compile(layer, x) : pool;
    }

    private Node convolution(Layer.Conv2d conv, Value x) {
        long[] in = x.shape();
        Window window = Window.square(conv.kernel(), conv.stride(), conv.padding());
        Value y = program.activation(window.of(in, conv.out()));
        List<String> names = new ArrayList<>(List.of(conv.name() + ".weight"));
        if (conv.bias()) {
            names.add(conv.name() + ".bias");
        }
        List<INDArray> inputs = new ArrayList<>(List.of(x.array()));
        names.forEach(name -> inputs.add(program.weights().array(name)));
        forward.convolution(inputs, window, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = program.lease(in);
            List<INDArray> gradients = new ArrayList<>(List.of(dx.array()));
            names.forEach(name -> gradients.add(program.weights().passGradient(name)));
            inputs.add(gradient.array());
            backward.convolutionBackward(inputs, window, gradients);
            program.release(gradient);
            return program.wanted(dx, inputWanted);
        });
    }

    /** As a product of matrices, which is faster; windows of one pixel leave out the pixels that the stride passes over. */
    private Node onePixelConvolution(Layer.Conv2d conv, Value x) {
        Node kept = conv.stride() == 1
                ? sequential(List.of(), x)
                : new PoolCompiler(program).maxPool(new Layer.MaxPool(1, conv.stride(), 0), x);
        long[] in = kept.output().shape();
        long pixels = in[0] * in[1] * in[2];
        Node product = linear(
                new Layer.Linear(conv.name(), conv.in(), conv.out(), conv.bias()), kept.output().as(pixels, conv.in()));
        if (kept.output() != x) {
            program.release(kept.output());
        }
        return new Node(product.output().as(in[0], in[1], in[2], conv.out()), (gradient, inputWanted) -> {
            Value dx = product.backward().compile(gradient.as(pixels, conv.out()), inputWanted);
            return inputWanted ? kept.backward().compile(dx.as(in), true) : null;
        });
    }

    private Node linear(Layer.Linear linear, Value x) {
        INDArray weight = matrix(program.weights().array(linear.name() + ".weight"), linear);
        long[] shape = x.shape().clone();
        shape[shape.length - 1] = linear.out();
        long rows = x.valuesPerChannel();
        INDArray in = x.as(rows, linear.in()).array();
        Value y = program.activation(rows, linear.out());
        forward.matmul(in, false, weight, true, 1, y.array());
        if (linear.bias()) {
            forward.add(y.array(), program.weights().array(linear.name() + ".bias"), y.array());
        }
        return new Node(y.as(shape), (gradient, inputWanted) -> {
            INDArray g = gradient.as(rows, linear.out()).array();
            INDArray weightGradient = matrix(program.weights().passGradient(linear.name() + ".weight"), linear);
            backward.matmul(g, true, in, false, 1, weightGradient);
            if (linear.bias()) {
                backward.columnSums(g, 1, program.weights().passGradient(linear.name() + ".bias"));
            }
            Value dx = null;
            if (inputWanted) {
                dx = program.lease(x.shape());
                backward.matmul(g, false, weight, false, 1, dx.as(rows, linear.in()).array());
            }
            program.release(gradient);
            return dx;
        });
    }

    private static INDArray matrix(INDArray weight, Layer.Linear linear) {
        return Pool.shaped(weight, weight.offset(), linear.out(), linear.in());
    }

    /**
     * y = x / n with n = |x| for each row, or infinity where that is no more than epsilon; the gradient at x is
     * (g - y (y g)) / n.
     */
    private Node l2Normalize(Layer.L2Normalize normalize, Value x) {
        long rows = x.shape()[0];
        Value y = program.activation(x.shape());
        INDArray norm = program.keep(rows, 1);
        INDArray isLonger = program.keep(rows, 1);
        forward.multiply(x.array(), x.array(), y.array());
        forward.rowSums(y.array(), 1, norm);
        forward.sqrtAtLeast(norm, normalize.epsilon());
        forward.add(() -> isLonger.assign(norm).subi(normalize.epsilon()));
        forward.step(isLonger);
        forward.divide(norm, isLonger, norm);
        forward.divide(x.array(), norm, y.array());
        return new Node(program.training() ? y.kept() : y, (gradient, inputWanted) -> {
            if (!inputWanted) {
                return program.wanted(gradient, false);
            }
            INDArray along = program.keep(rows, 1);
            Value scratch = program.lease(x.shape());
            Value dx = gradient.overwritable() ? gradient : program.lease(x.shape());
            backward.multiply(gradient.array(), y.array(), scratch.array());
            backward.rowSums(scratch.array(), 1, along);
            backward.multiply(y.array(), along, scratch.array());
            backward.subtract(gradient.array(), scratch.array(), dx.array());
            backward.divide(dx.array(), norm, dx.array());
            program.release(scratch);
            return dx;
        });
    }

    private Node sequential(List<Layer> layers, Value x) {
        List<Node> nodes = new ArrayList<>();
        Value current = x;
        for (Layer layer : layers) {
            Node node = compile(layer, current);
            nodes.add(node);
            // The input's memory, under whatever shape, is the caller's to release.
            if (current.lease() != x.lease()) {
                program.releaseUnlessSame(current, node.output());
            }
            current = node.output();
        }
        return new Node(current, (gradient, inputWanted) -> {
            Value g = gradient;
            int first = inputWanted ? 0 : firstTrained(layers);
            for (int i = nodes.size() - 1; i >= first; i--) {
                g = nodes.get(i).backward().compile(g, inputWanted || i > first);
            }
            return nodes.size() == first ? program.wanted(g, inputWanted) : g;
        });
    }

    /** Where the first layer is that has a gradient of its own; the number of layers where none has. */
    private static int firstTrained(List<Layer> layers) {
        int first = 0;
        while (first < layers.size() && layers.get(first).parameters().stream().noneMatch(Parameter::trainable)) {
            first++;
        }
        return first;
    }

    /** What is behind the layer keeps what it reads for its backward pass; the layer itself keeps nothing. */
    private Node frozen(Layer body, Value x) {
        Node inner = new LayerCompiler(program.evaluation()).compile(body, x.shared());
        Value y = program.activation(inner.output().shape());
        forward.copy(inner.output().array(), y.array());
        program.release(inner.output());
        return new Node(y, (gradient, inputWanted) -> {
            if (inputWanted) {
                throw new IllegalArgumentException("a frozen layer comes before all that are trained");
            }
            return program.wanted(gradient, false);
        });
    }

    private Node residual(Layer body, Optional<Layer> shortcut, Value x) {
        Node left = compile(body, x.shared());
        Node right = compile(shortcut.orElse(Layer.Sequential.of()), x.shared());
        Value sum = sum(forward, left.output(), right.output(), program::activation);
        return new Node(sum, (gradient, inputWanted) -> {
            Value first = left.backward().compile(gradient.shared(), inputWanted);
            boolean unchanged = inputWanted && first.array() == gradient.array();
            Value second = right.backward().compile(unchanged ? gradient.shared() : gradient, inputWanted);
            return inputWanted ? sum(backward, unchanged ? gradient : first, second, program::lease) : null;
        });
    }

    private Node dropPath(Layer.DropPath path, Value x) {
        long[] in = x.shape();
        long[] views = {in[0], x.array().length() / in[0]};
        INDArray factors = program.keep(in[0], 1);
        Value y = x.overwritable() ? x : program.activation(in);
        forward.add(() -> Transfer.write(factors, program.views().factors(path)));
        forward.multiply(x.as(views).array(), factors, y.as(views).array());
        return new Node(y, (gradient, inputWanted) -> {
            if (!inputWanted) {
                return program.wanted(gradient, false);
            }
            Value dx = gradient.overwritable() ? gradient : program.lease(in);
            backward.multiply(gradient.as(views).array(), factors, dx.as(views).array());
            return dx;
        });
    }

    private interface Memory {
        Value of(long... shape);
    }

    /** The sum of two values, written over one of them where that is allowed; what is not needed any more is released. */
    private Value sum(Operations operations, Value a, Value b, Memory memory) {
        Value target = a.overwritable() ? a : b.overwritable() ? b : memory.of(a.shape());
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new IllegalArgumentException("the two ways of a residual give " + Arrays.toString(a.shape()) + " and "
                    + Arrays.toString(b.shape()));
        }
        operations.add(a.array(), b.array(), target.array());
        for (Value read : List.of(a, b)) {
            if (read != target) {
                program.release(read);
            }
        }
        return target;
    }
}
