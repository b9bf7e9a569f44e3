package org.s2r2.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The operations of a pass, in order. An array that is written may be one of those read, unless something else is said.
 * Which of several equivalent operations of ND4J serves here was decided by measurement: they differ by a factor of 50.
 */
final class Operations implements AutoCloseable {

    private static final long CHANNELS_LAST = 1;
    private static final long WITH_PADDING = 1;
    private static final long OUT_IN_HEIGHT_WIDTH = 1;
    private static final double[] NO_NUMBERS = {};

    private final Constants constants;
    private final List<Runnable> steps = new ArrayList<>();
    private final List<NativeOp> prepared = new ArrayList<>();

    Operations(Constants constants) {
        this.constants = constants;
    }

    void run() {
        for (Runnable step : steps) {
            step.run();
        }
    }

    /** Any step. */
    void add(Runnable step) {
        steps.add(step);
    }

    private void op(String name, List<INDArray> in, List<INDArray> out, double[] numbers, long... integers) {
        NativeOp op = NativeOp.of(name, in, out, numbers, integers);
        prepared.add(op);
        steps.add(op);
    }

    /** out = a + b. */
    void add(INDArray a, INDArray b, INDArray out) {
        op("add", List.of(a, b), List.of(out), NO_NUMBERS);
    }

    /** out = a - b. */
    void subtract(INDArray a, INDArray b, INDArray out) {
        op("subtract", List.of(a, b), List.of(out), NO_NUMBERS);
    }

    /** out = a * b, element by element; b may be a column for each row of a. */
    void multiply(INDArray a, INDArray b, INDArray out) {
        op("multiply", List.of(a, b), List.of(out), NO_NUMBERS);
    }

    /** out = a / b; b may be a column for each row of a. */
    void divide(INDArray a, INDArray b, INDArray out) {
        op("divide", List.of(a, b), List.of(out), NO_NUMBERS);
    }

    /** out = a + factor * b. */
    void addScaled(INDArray a, INDArray b, double factor, INDArray out) {
        op("axpy", List.of(a, b), List.of(out), new double[] {factor});
    }

    /** a = factor * a. */
    void scale(INDArray a, double factor) {
        steps.add(() -> a.muli(factor));
    }

    /** a = a + value. */
    void shift(INDArray a, double value) {
        steps.add(() -> a.addi(value));
    }

    /** a = min(max(a, 0), 6). */
    void relu6(INDArray a) {
        op("relu6", List.of(a), List.of(a), new double[] {0});
    }

    void relu(INDArray a, INDArray out) {
        op("relu", List.of(a), List.of(out), new double[] {0});
    }

    /** a = 1 where a is above 0, and 0 elsewhere. */
    void step(INDArray a) {
        Step op = new Step(a, a);
        steps.add(() -> Nd4j.exec(op));
    }

    /** a = max(sqrt(a), least). */
    void sqrtAtLeast(INDArray a, double least) {
        Sqrt sqrt = new Sqrt(a, a);
        ScalarMax max = new ScalarMax(a, null, a, least);
        steps.add(() -> Nd4j.exec(sqrt));
        steps.add(() -> Nd4j.exec(max));
    }

    /** out = factor * op(a) op(b), where op transposes or not; out is none of the others. */
    void matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, double factor, INDArray out) {
        op("matmul", List.of(a, b), List.of(out), new double[] {factor, 0}, transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
    }

    /** out [C] = factor * the sum over all rows of a, which is [..., C]. */
    void columnSums(INDArray a, double factor, INDArray out) {
        INDArray rows = matrix(a);
        matmul(constants.ones(1, rows.rows()), false, rows, false, factor, Pool.shaped(out, out.offset(), 1, out.length()));
    }

    /** out [N, 1] = factor * the sum of each row of a [N, C]. */
    void rowSums(INDArray a, double factor, INDArray out) {
        matmul(a, false, constants.ones(a.columns(), 1), false, factor, out);
    }

    /** a = 1 / sqrt(a + epsilon). */
    void inverseRoot(INDArray a, double epsilon) {
        RSqrt root = new RSqrt(a, a);
        steps.add(() -> {
            a.addi(epsilon);
            Nd4j.exec(root);
        });
    }

    /** a = the softmax over its last axis. */
    void softmax(INDArray a) {
        op("softmax", List.of(a), List.of(a), NO_NUMBERS, a.rank() - 1);
    }

    /** a = tanh(a). */
    void tanh(INDArray a) {
        op("tanh", List.of(a), List.of(a), NO_NUMBERS);
    }

    /** out = a, which has as many values. */
    void copy(INDArray a, INDArray out) {
        steps.add(() -> out.assign(a));
    }

    /** out = the arrays one after the other along an axis. */
    void join(List<INDArray> arrays, int axis, INDArray out) {
        op("concat", arrays, List.of(out), NO_NUMBERS, axis);
    }

    /** out = the part of a that begins at a position and is as large as out. */
    void slice(INDArray a, long[] begin, INDArray out) {
        op("slice", List.of(a), List.of(out), NO_NUMBERS, LongStream.concat(LongStream.of(begin), LongStream.of(out.shape())).toArray());
    }

    /** out = a - mean, where mean is one value a channel. */
    void centre(INDArray a, INDArray mean, INDArray out) {
        long channels = mean.length();
        normalize(a, mean, constants.ones(channels), 0, constants.ones(channels), constants.zeros(channels), out);
    }

    /** out = a / sqrt(variance + epsilon) * scale + shift, where all but a and out are one value a channel. */
    void normalize(INDArray a, INDArray variance, double epsilon, INDArray scale, INDArray shift, INDArray out) {
        normalize(a, constants.zeros(variance.length()), variance, epsilon, scale, shift, out);
    }

    /** out = (a - mean) / sqrt(variance + epsilon) * scale + shift, where all but a and out are one value a channel. */
    void normalize(
            INDArray a, INDArray mean, INDArray variance, double epsilon, INDArray scale, INDArray shift, INDArray out) {
        op("batchnorm", List.of(pixels(a), mean, variance, scale, shift), List.of(pixels(out)),
                new double[] {epsilon}, 1, 1, 3);
    }

    /** out = a * scale + shift, where scale and shift are one value a channel. */
    void affine(INDArray a, INDArray scale, INDArray shift, INDArray out) {
        long channels = scale.length();
        normalize(a, constants.zeros(channels), constants.ones(channels), 0, scale, shift, out);
    }

    /** out = a * scale, where scale is one value a channel. */
    void scaleChannels(INDArray a, INDArray scale, INDArray out) {
        affine(a, scale, constants.zeros(scale.length()), out);
    }

    /** out = a with its axes in another order. */
    void permute(INDArray a, INDArray out, long... order) {
        op("permute", List.of(a), List.of(out), NO_NUMBERS, order);
    }

    /** @param inputs the images, the weights, and the bias if there is one */
    void convolution(List<INDArray> inputs, Window window, INDArray out) {
        op("conv2d", inputs, List.of(out), NO_NUMBERS, window.arguments(0, CHANNELS_LAST, OUT_IN_HEIGHT_WIDTH));
    }

    /**
     * @param inputs those of the convolution and the gradient at its output
     * @param gradients at the images, the weights, and the bias if there is one
     */
    void convolutionBackward(List<INDArray> inputs, Window window, List<INDArray> gradients) {
        op("conv2d_bp", inputs, gradients, NO_NUMBERS, window.arguments(0, CHANNELS_LAST, OUT_IN_HEIGHT_WIDTH));
    }

    /** @param inputs the images, the weights [1, C, kernel, kernel], and the bias if there is one */
    void depthwiseConvolution(List<INDArray> inputs, Window window, INDArray out) {
        op("depthwise_conv2d", inputs, List.of(out), NO_NUMBERS, window.arguments(0, CHANNELS_LAST, OUT_IN_HEIGHT_WIDTH));
    }

    /** See {@link #convolutionBackward}. */
    void depthwiseConvolutionBackward(List<INDArray> inputs, Window window, List<INDArray> gradients) {
        op("depthwise_conv2d_bp", inputs, gradients, NO_NUMBERS, window.arguments(0, CHANNELS_LAST, OUT_IN_HEIGHT_WIDTH));
    }

    void maxPool(INDArray images, Window window, INDArray out) {
        op("maxpool2d", List.of(images), List.of(out), NO_NUMBERS, window.arguments(0, 0, CHANNELS_LAST));
    }

    void maxPoolBackward(INDArray images, INDArray gradient, Window window, INDArray out) {
        op("maxpool2d_bp", List.of(images, gradient), List.of(out), NO_NUMBERS, window.arguments(0, 0, CHANNELS_LAST));
    }

    /** Padding counts as zeros. */
    void averagePool(INDArray images, Window window, INDArray out) {
        op("avgpool2d", List.of(images), List.of(out), NO_NUMBERS, window.arguments(0, WITH_PADDING, CHANNELS_LAST));
    }

    /** @param images of which only the shape is read */
    void averagePoolBackward(INDArray images, INDArray gradient, Window window, INDArray out) {
        op("avgpool2d_bp", List.of(images, gradient), List.of(out), NO_NUMBERS,
                window.arguments(0, WITH_PADDING, CHANNELS_LAST));
    }

    /** The window that a convolution or a pooling slides over images. */
    record Window(long height, long width, long stride, long padding) {

        static Window square(int kernel, int stride, int padding) {
            return new Window(kernel, kernel, stride, padding);
        }

        /** The shape of what comes out of images [N, H, W, C]. */
        long[] of(long[] images) {
            return of(images, images[3]);
        }

        /** The same with another number of channels. */
        long[] of(long[] images, long channels) {
            return new long[] {images[0], places(images[1], height), places(images[2], width), channels};
        }

        private long places(long length, long kernel) {
            return (length + 2 * padding - kernel) / stride + 1;
        }

        private long[] arguments(long... last) {
            return new long[] {
                height, width, stride, stride, padding, padding, 1, 1, last[0], last[1], last[2]
            };
        }
    }

    /** [..., C] as [rows, C]. */
    private static INDArray matrix(INDArray a) {
        long channels = a.size(a.rank() - 1);
        return Pool.shaped(a, a.offset(), a.length() / channels, channels);
    }

    /** [..., C] as images of one pixel, which is the form that the fast normalisation takes. */
    private static INDArray pixels(INDArray a) {
        long channels = a.size(a.rank() - 1);
        return Pool.shaped(a, a.offset(), a.length() / channels, 1, 1, channels);
    }

    @Override
    public void close() {
        prepared.forEach(NativeOp::close);
    }
}
