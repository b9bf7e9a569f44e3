package org.s2r2.dl4j;

import org.s2r2.dl4j.Operations.Window;
import org.s2r2.dl4j.Value.Kind;
import org.s2r2.encoder.AdaptiveWindows;
import org.s2r2.encoder.Layer;

/** Compiles layers that make one value of a window of pixels. */
final class PoolCompiler {

    private final Program program;
    private final Operations forward;
    private final Operations backward;

    PoolCompiler(Program program) {
        this.program = program;
        this.forward = program.forward();
        this.backward = program.backward();
    }

    /** See {@link LayerCompiler#compile}; null if the layer is none of these. */
    Node compile(Layer layer, Value x) {
        if (layer instanceof Layer.MaxPool pool) {
            x.require("max pooling", x.channels(), Kind.IMAGES);
            return maxPool(pool, x);
        }
        if (layer instanceof Layer.AvgPool pool) {
            x.require("average pooling", x.channels(), Kind.IMAGES);
            return avgPool(pool, x);
        }
        if (layer instanceof Layer.AdaptiveAvgPool pool) {
            x.require("adaptive average pooling", x.channels(), Kind.IMAGES);
            return pool.size() == 1 ? images(mean(x)) : adaptive(pool.size(), x);
        }
        if (layer instanceof Layer.GlobalAvgPool) {
            x.require("average pooling", x.channels(), Kind.IMAGES);
            return mean(x);
        }
        return null;
    }

    Node maxPool(Layer.MaxPool pool, Value x) {
        long[] in = x.shape();
        Window window = Window.square(pool.kernel(), pool.stride(), pool.padding());
        Value y = program.activation(window.of(in));
        forward.maxPool(x.array(), window, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = program.lease(in);
            backward.maxPoolBackward(x.array(), gradient.array(), window, dx.array());
            program.release(gradient);
            return program.wanted(dx, inputWanted);
        });
    }

    private Node avgPool(Layer.AvgPool pool, Value x) {
        Window window = Window.square(pool.kernel(), pool.stride(), pool.padding());
        return average(x, window, program.activation(window.of(x.shape())));
    }

    /** [N, C]. */
    private Node mean(Value x) {
        long[] in = x.shape();
        Window all = new Window(in[1], in[2], Math.max(in[1], in[2]), 0);
        Node node = average(x, all, program.activation(in[0], 1, 1, in[3]));
        return new Node(node.output().as(in[0], in[3]), (gradient, inputWanted) ->
                node.backward().compile(gradient.as(in[0], 1, 1, in[3]), inputWanted));
    }

    /** The rows of a node as images of one pixel. */
    private static Node images(Node node) {
        long[] rows = node.output().shape();
        return new Node(node.output().as(rows[0], 1, 1, rows[1]), (gradient, inputWanted) ->
                node.backward().compile(gradient.as(rows), inputWanted));
    }

    private Node average(Value x, Window window, Value y) {
        forward.averagePool(x.array(), window, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = program.lease(x.shape());
            backward.averagePoolBackward(x.array(), gradient.array(), window, dx.array());
            program.release(gradient);
            return program.wanted(dx, inputWanted);
        });
    }

    private Node adaptive(int size, Value x) {
        long[] in = x.shape();
        float[] parts = AdaptiveWindows.matrix(size, Math.toIntExact(in[1]), Math.toIntExact(in[2]));
        Node node = WeightedSums.compile(program, x.as(in[0], in[1] * in[2], in[3]), size * size, parts);
        return new Node(node.output().as(in[0], size, size, in[3]), (gradient, inputWanted) -> {
            Value dx = node.backward().compile(gradient.as(in[0], (long) size * size, in[3]), inputWanted);
            return inputWanted ? dx.as(in) : null;
        });
    }
}
