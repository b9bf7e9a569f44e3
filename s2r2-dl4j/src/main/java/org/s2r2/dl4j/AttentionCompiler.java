package org.s2r2.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.encoder.TokenLayer;

/**
 * Compiles self-attention. With P = softmax(q k^T / sqrt(d)) and G the gradient at the output of a head, V = G v^T and S =
 * P (V - the sum of P V in each row), the gradients at q, k and v are S k / sqrt(d), S^T q / sqrt(d) and P^T G.
 */
final class AttentionCompiler {

    private final Program program;
    private final long heads;

    AttentionCompiler(Program program, TokenLayer.SelfAttention attention) {
        this.program = program;
        this.heads = attention.heads();
    }

    /**
     * @param x queries, keys and values, [N, T, 3 D]
     * @throws IllegalArgumentException if the heads cannot share them
     */
    Node compile(Value x) {
        if (x.channels() % (3 * heads) != 0) {
            throw new IllegalArgumentException("attention of " + heads
                    + " heads takes queries, keys and values of as many channels for each head, found " + x.channels()
                    + " channels");
        }
        long images = x.shape()[0];
        long tokens = x.shape()[1];
        long part = x.channels() / 3 / heads;
        double factor = 1 / Math.sqrt((double) part);
        Operations forward = program.forward();
        Value parts = program.activation(3, images, heads, tokens, part);
        forward.permute(x.as(images, tokens, 3, heads, part).array(), parts.array(), 2, 0, 3, 1, 4);
        INDArray q = third(parts, 0);
        INDArray k = third(parts, 1);
        INDArray v = third(parts, 2);
        Value p = program.activation(images, heads, tokens, tokens);
        forward.matmul(q, false, k, true, factor, p.array());
        forward.softmax(p.array());
        Value out = program.lease(images, heads, tokens, part);
        forward.matmul(p.array(), false, v, false, 1, out.array());
        Value y = program.activation(images, tokens, heads, part);
        forward.permute(out.array(), y.array(), 0, 2, 1, 3);
        program.release(out);
        program.release(parts);
        program.release(p);
        return new Node(y.as(images, tokens, heads * part), (gradient, inputWanted) -> {
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            Operations backward = program.backward();
            Value g = program.lease(images, heads, tokens, part);
            backward.permute(gradient.as(images, tokens, heads, part).array(), g.array(), 0, 2, 1, 3);
            program.release(gradient);
            Value all = program.lease(parts.shape());
            backward.matmul(p.array(), true, g.array(), false, 1, third(all, 2));
            Value s = scores(p.array(), g.array(), v);
            program.release(g);
            backward.matmul(s.array(), false, k, false, factor, third(all, 0));
            backward.matmul(s.array(), true, q, false, factor, third(all, 1));
            program.release(s);
            Value dx = program.lease(images, tokens, 3, heads, part);
            backward.permute(all.array(), dx.array(), 1, 3, 0, 2, 4);
            program.release(all);
            return dx.as(images, tokens, 3 * heads * part);
        });
    }

    /** The gradient at the scores that the softmax takes, [images, heads, tokens, tokens]. */
    private Value scores(INDArray p, INDArray g, INDArray v) {
        long tokens = p.size(3);
        long rows = p.length() / tokens;
        Operations backward = program.backward();
        INDArray sums = program.keep(rows, 1);
        Value s = program.lease(p.shape());
        Value product = program.lease(rows, tokens);
        backward.matmul(g, false, v, true, 1, s.array());
        INDArray flat = s.as(rows, tokens).array();
        INDArray flatP = Pool.shaped(p, p.offset(), rows, tokens);
        backward.multiply(flat, flatP, product.array());
        backward.rowSums(product.array(), 1, sums);
        backward.subtract(flat, sums, flat);
        backward.multiply(flat, flatP, flat);
        program.release(product);
        return s;
    }

    /** The queries, keys or values in [3, N, heads, T, d]. */
    private static INDArray third(Value parts, int which) {
        INDArray array = parts.array();
        return Pool.shaped(array, array.offset() + which * (array.length() / 3),
                array.size(1), array.size(2), array.size(3), array.size(4));
    }
}
