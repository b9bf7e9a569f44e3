package org.s2r2.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Copies between Java memory and the device. On the CPU one copy is made, into or out of the tensor's own memory; DJL's
 * {@code create(Buffer)} and {@code toFloatArray} make two.
 */
final class Transfer {

    private Transfer() {}

    /** The values from position to limit, row-major. */
    static PtNDArray upload(NDManager manager, FloatBuffer values, Shape shape) {
        return upload(manager, DataType.FLOAT32, shape, memory -> memory.asFloatBuffer().put(values));
    }

    /**
     * The pixels as [rows, 3, size, size], with the channels of a pixel side by side in memory. libtorch keeps to that
     * order from layer to layer, and its convolutions on the CPU then need not reorder what goes in and out of them.
     */
    static PtNDArray images(NDManager manager, FloatBuffer pixels, int rows, int size) {
        try (PtNDArray planes = upload(manager, pixels, new Shape(rows, 3, size, size));
                PtNDArray channelsLast = JniUtils.permute(planes, new long[] {0, 2, 3, 1});
                // Making it flat is what moves the values; the rest are views.
                PtNDArray moved = JniUtils.reshape(channelsLast, new long[] {-1});
                PtNDArray images = JniUtils.reshape(moved, new long[] {rows, size, size, 3})) {
            return JniUtils.permute(images, new long[] {0, 3, 1, 2});
        }
    }

    static PtNDArray upload(NDManager manager, float[] values, Shape shape) {
        return upload(manager, FloatBuffer.wrap(values), shape);
    }

    static PtNDArray upload(NDManager manager, double[] values, Shape shape) {
        return upload(manager, DataType.FLOAT64, shape, memory -> memory.asDoubleBuffer().put(values));
    }

    static PtNDArray upload(NDManager manager, long[] values, Shape shape) {
        return upload(manager, DataType.INT64, shape, memory -> memory.asLongBuffer().put(values));
    }

    private static PtNDArray upload(NDManager manager, DataType type, Shape shape, Consumer<ByteBuffer> fill) {
        PtNDArray host =
                JniUtils.createEmptyNdArray((PtNDManager) manager, shape, type, Device.cpu(), SparseFormat.DENSE);
        if (shape.size() > 0) {
            fill.accept(JniUtils.getByteBuffer(host, true));
        }
        if (manager.getDevice().isGpu()) {
            PtNDArray onDevice = host.toDevice(manager.getDevice(), false);
            host.close();
            return onDevice;
        }
        return host;
    }

    /** The values of a single-precision array, row-major. */
    static float[] floats(PtNDArray array) {
        float[] values = new float[Math.toIntExact(array.size())];
        return download(array, memory -> {
            FloatBuffer buffer = memory.asFloatBuffer();
            buffer.get(values);
            return values;
        });
    }

    /** The values of a floating-point array, row-major. */
    static double[] doubles(PtNDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            float[] values = floats(array);
            double[] wide = new double[values.length];
            Arrays.setAll(wide, i -> values[i]);
            return wide;
        }
        double[] values = new double[Math.toIntExact(array.size())];
        return download(array, memory -> {
            DoubleBuffer buffer = memory.asDoubleBuffer();
            buffer.get(values);
            return values;
        });
    }

    private static <T> T download(PtNDArray array, Function<ByteBuffer, T> read) {
        if (array.size() == 0) {
            return read.apply(ByteBuffer.allocate(0));
        }
        // getByteBuffer leaves a copy behind, in its array's manager, where that array is not contiguous or not here.
        try (NDManager scratch = array.getManager().newSubManager()) {
            PtNDArray view = JniUtils.detachGradient(array);
            view.attach(scratch);
            return read.apply(JniUtils.getByteBuffer(view, true));
        }
    }
}
