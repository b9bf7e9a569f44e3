package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Compiles fixed linear functions of the tokens of an image, or of its pixels, as products of matrices. */
final class WeightedSums {

    private WeightedSums() {}

    /**
     * @param x [N, T, C]
     * @param outputs how many tokens come out: [N, outputs, C]
     * @param parts [outputs, T], what each of x has in them
     */
    static Node compile(Program program, Value x, int outputs, float[] parts) {
        long[] shape = x.shape();
        int images = Math.toIntExact(shape[0]);
        float[] ofAllImages = new float[images * parts.length];
        for (int i = 0; i < images; i++) {
            System.arraycopy(parts, 0, ofAllImages, i * parts.length, parts.length);
        }
        INDArray weights = program.keep(images, outputs, shape[1]);
        Transfer.write(weights, ofAllImages);
        Value y = program.activation(images, outputs, shape[2]);
        program.forward().matmul(weights, false, x.array(), false, 1, y.array());
        return new Node(y, (gradient, inputWanted) -> {
            Value dx = null;
            if (inputWanted) {
                dx = program.lease(shape);
                program.backward().matmul(weights, true, gradient.array(), false, 1, dx.array());
            }
            program.release(gradient);
            return dx;
        });
    }
}
