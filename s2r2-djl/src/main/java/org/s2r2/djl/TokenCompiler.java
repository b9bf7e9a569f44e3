package org.s2r2.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.s2r2.encoder.GridResampling;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;

/** Turns layers that make tokens, [N, T, C], or take them, into libtorch calls. */
final class TokenCompiler {

    private final NDManager manager;
    private final Function<String, PtNDArray> weights;
    private final Bfloat16 bfloat16;

    /**
     * @param manager owns what layers have beside their weights
     * @param weights from a parameter's name to its array
     * @param bfloat16 what is computed in bfloat16
     */
    TokenCompiler(NDManager manager, Function<String, PtNDArray> weights, Bfloat16 bfloat16) {
        this.manager = manager;
        this.weights = weights;
        this.bfloat16 = bfloat16;
    }

    /** @throws IllegalArgumentException if there is no such layer here */
    CompiledLayer compile(Layer layer) {
        if (layer instanceof Layer.LayerNorm norm) {
            PtNDArray scale = weights.apply(norm.name() + ".weight");
            PtNDArray shift = weights.apply(norm.name() + ".bias");
            Shape features = new Shape(norm.features());
            return LayerCompiler.ofChannels(bfloat16.layerNorm(
                    (x, pass) -> JniUtils.layerNorm(x, features, scale, shift, norm.epsilon())));
        }
        if (layer instanceof TokenLayer.PixelTokens) {
            return (x, pass) -> pixelTokens(x);
        }
        if (layer instanceof TokenLayer.ClassToken token) {
            return classToken(weights.apply(token.name()));
        }
        if (layer instanceof TokenLayer.PositionEmbedding embedding) {
            return positions(embedding);
        }
        if (layer instanceof TokenLayer.SelfAttention attention) {
            return bfloat16.attention(attention(attention.heads()));
        }
        if (layer instanceof TokenLayer.FirstToken) {
            return (x, pass) -> firstToken(x);
        }
        if (layer instanceof TokenLayer.MeanToken mean) {
            return (x, pass) -> meanToken(x, mean.skipped());
        }
        throw new IllegalArgumentException("no compilation for layer " + layer);
    }

    private static PtNDArray pixelTokens(PtNDArray x) {
        long[] shape = x.getShape().getShape();
        try (PtNDArray pixels = JniUtils.permute(x, new long[] {0, 2, 3, 1})) {
            return JniUtils.reshape(pixels, new long[] {shape[0], shape[2] * shape[3], shape[1]});
        }
    }

    private static CompiledLayer classToken(PtNDArray token) {
        return (x, pass) -> {
            Shape all = new Shape(x.getShape().get(0), 1, x.getShape().get(2));
            try (PtNDArray repeated = JniUtils.broadcast(token, all)) {
                PtNDArray joined = JniUtils.cat(new PtNDArray[] {repeated, x}, 1);
                joined.attach(x.getManager());
                return joined;
            }
        };
    }

    private CompiledLayer positions(TokenLayer.PositionEmbedding layer) {
        PtNDArray embeddings = weights.apply(layer.name());
        Map<Integer, PtNDArray> matrices = new HashMap<>();
        return (x, pass) -> {
            int grid = layer.gridOf(x.getShape().get(1));
            if (grid == layer.grid()) {
                return JniUtils.add(x, embeddings);
            }
            PtNDArray matrix = matrices.computeIfAbsent(grid, to -> matrix(layer.grid(), to));
            try (PtNDArray prefix = JniUtils.slice(embeddings, 1, 0, layer.prefix(), 1);
                    PtNDArray places = JniUtils.slice(embeddings, 1, layer.prefix(), embeddings.getShape().get(1), 1);
                    PtNDArray resampled = JniUtils.matmul(matrix, places);
                    PtNDArray joined = JniUtils.cat(new PtNDArray[] {prefix, resampled}, 1)) {
                return JniUtils.add(x, joined);
            }
        };
    }

    private PtNDArray matrix(int from, int to) {
        return Transfer.upload(
                manager, GridResampling.matrix(from, to), new Shape(1, (long) to * to, (long) from * from));
    }

    /** libtorch's fused attention, which keeps no matrix of all pairs of tokens. */
    private CompiledLayer attention(int heads) {
        ScriptedFunction function = new ScriptedFunction(manager,
                "n = torch.size(x, 0)",
                "t = torch.size(x, 1)",
                "d = torch.floordiv(torch.size(x, 2), 3)",
                "parts = torch.reshape(x, [n, t, 3, " + heads + ", torch.floordiv(d, " + heads + ")])",
                "q, k, v, = torch.unbind(torch.permute(parts, [2, 0, 3, 1, 4]))",
                "heads = torch.scaled_dot_product_attention(q, k, v)",
                "return torch.reshape(torch.transpose(heads, 1, 2), [n, t, d])");
        return (x, pass) -> function.apply(x);
    }

    private static PtNDArray firstToken(PtNDArray x) {
        try (PtNDArray first = JniUtils.slice(x, 1, 0, 1, 1)) {
            return JniUtils.reshape(first, new long[] {x.getShape().get(0), x.getShape().get(2)});
        }
    }

    private static PtNDArray meanToken(PtNDArray x, int skipped) {
        try (PtNDArray tokens = JniUtils.slice(x, 1, skipped, x.getShape().get(1), 1)) {
            return JniUtils.mean(tokens, 1, false);
        }
    }
}
