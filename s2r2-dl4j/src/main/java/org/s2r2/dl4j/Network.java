package org.s2r2.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.backend.Pass;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;

/** An encoder compiled for one kind of pass of so many images of one size. */
final class Network implements AutoCloseable {

    private final Program program;
    private final int rows;
    private final int size;
    private final Stage stage;
    private final INDArray planes;
    private final INDArray output;
    private final INDArray gradient;

    /**
     * Compiles an encoder; for training with a backward pass.
     *
     * @throws IllegalArgumentException if layers do not fit together or the encoder gives another dimension than it says
     */
    Network(
            Encoder encoder, Weights weights, Pool pool, Constants constants, Pass pass, int rows, int size, Stage stage) {
        this.program = new Program(weights, pool, constants, pass);
        this.rows = rows;
        this.size = size;
        this.stage = stage;
        try {
            planes = program.keep(rows, 3, size, size);
            INDArray pixels = program.keep(rows, size, size, 3);
            program.forward().permute(planes, pixels, 0, 2, 3, 1);
            LayerCompiler compiler = new LayerCompiler(program);
            Node backbone = compiler.compile(encoder.backbone(), new Value(pixels, null, false));
            requireShape(backbone.output().array(), encoder, Stage.BACKBONE);
            Node head = stage == Stage.BACKBONE
                    ? null
                    : compiler.compile(
                            pass == Pass.EVALUATION ? encoder.head() : Layer.Sequential.of(encoder.head(), encoder.predictor()),
                            backbone.output());
            Node last = head == null ? backbone : head;
            requireShape(last.output().array(), encoder, stage);
            output = last.output().array();
            gradient = program.training() ? program.keep(output.shape()) : null;
            if (program.training()) {
                Value below = head.backward().compile(new Value(gradient, null, true), true);
                backbone.backward().compile(below, false);
            }
            program.releaseUnlessSame(backbone.output(), last.output());
            program.release(last.output());
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private void requireShape(INDArray found, Encoder encoder, Stage at) {
        if (found.rank() != 2 || found.rows() != rows || found.columns() != encoder.dim(at)) {
            throw new IllegalArgumentException("encoder " + encoder.name() + " gives "
                    + Arrays.toString(found.shape()) + " at stage " + at + ", expected [" + rows + ", "
                    + encoder.dim(at) + "]");
        }
    }

    boolean fits(Pass pass, int rows, int size, Stage stage) {
        return program.pass() == pass && this.rows == rows && this.size == size && this.stage == stage;
    }

    int rows() {
        return rows;
    }

    /**
     * The representations of images.
     *
     * @param pixels [rows, 3, size, size] from position 0
     * @return [rows, dim], flat
     */
    float[] forward(FloatBuffer pixels) {
        program.views().begin(pixels, rows);
        Transfer.write(planes, pixels);
        program.forward().run();
        return Transfer.floats(output);
    }

    /**
     * Adds the gradients of the weights to those already there. Serves once after a forward.
     *
     * @param values the gradient at the embeddings, flat, from position 0
     */
    void backward(FloatBuffer values) {
        Transfer.write(gradient, values);
        program.backward().run();
        program.weights().accumulate();
    }

    @Override
    public void close() {
        program.close();
    }
}
