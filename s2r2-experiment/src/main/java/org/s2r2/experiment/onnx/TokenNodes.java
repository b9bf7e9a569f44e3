package org.s2r2.experiment.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.s2r2.encoder.GridResampling;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;
import org.s2r2.experiment.onnx.Graph.Attribute;

/** Adds the layers that make tokens, [N, T, C], or choose among them. The number of images is that of each call. */
final class TokenNodes {

    private static final long TO_THE_END = Long.MAX_VALUE;

    private final Graph graph;
    private final LayerNodes layers;

    /** @param layers knows the weights */
    TokenNodes(Graph graph, LayerNodes layers) {
        this.graph = graph;
        this.layers = layers;
    }

    /** Adds a layer; null if it is none of these. */
    @Nullable Flow add(Layer layer, Flow x) {
        if (layer instanceof TokenLayer.PixelTokens) {
            String flat = graph.node("Reshape", "pixels", List.of(x.name(), graph.integers("images,channels,rest", 0, 0, -1)));
            return x.tokens(
                    graph.node("Transpose", "tokens", List.of(flat), Attribute.of("perm", List.of(0, 2, 1))),
                    x.height() * x.width());
        }
        if (layer instanceof TokenLayer.ClassToken token) {
            return classToken(token, x);
        }
        if (layer instanceof TokenLayer.PositionEmbedding embedding) {
            return x.to(graph.node("Add", embedding.name() + ".added", List.of(x.name(), positions(embedding, x))));
        }
        if (layer instanceof TokenLayer.SelfAttention attention) {
            return attention(attention.heads(), x);
        }
        if (layer instanceof TokenLayer.FirstToken) {
            return x.rows(graph.node("Gather", "first_token", List.of(x.name(), index(0)), Attribute.of("axis", 1)));
        }
        if (layer instanceof TokenLayer.MeanToken mean) {
            String tokens = graph.node("Slice", "behind_the_first", List.of(x.name(),
                    graph.integers("from=" + mean.skipped(), mean.skipped()), graph.integers("to_the_end", TO_THE_END),
                    graph.integers("axis=1", 1)));
            return x.rows(graph.node("ReduceMean", "mean_token", List.of(tokens),
                    Attribute.of("axes", List.of(1)), Attribute.of("keepdims", 0)));
        }
        return null;
    }

    private Flow classToken(TokenLayer.ClassToken token, Flow x) {
        String images = graph.node("Shape", "number_of_images", List.of(x.name()),
                Attribute.of("start", 0), Attribute.of("end", 1));
        String shape = graph.node("Concat", "images,1,channels",
                List.of(images, graph.integers("1,channels=" + token.width(), 1, token.width())), Attribute.of("axis", 0));
        String repeated = graph.node("Expand", token.name() + ".repeated", List.of(layers.weight(token.name()), shape));
        return x.tokens(
                graph.node("Concat", token.name() + ".joined", List.of(repeated, x.name()), Attribute.of("axis", 1)),
                x.height() + 1);
    }

    /** The embeddings of the grid that the images of this model have: as they are learnt, or interpolated once and for all. */
    private String positions(TokenLayer.PositionEmbedding layer, Flow x) {
        int grid = layer.gridOf(x.height());
        if (grid == layer.grid()) {
            return layers.weight(layer.name());
        }
        float[] learnt = layers.array(layer.name()).values();
        int prefix = layer.prefix() * layer.width();
        int places = layer.grid() * layer.grid();
        float[] matrix = GridResampling.matrix(layer.grid(), grid);
        float[] values = new float[prefix + grid * grid * layer.width()];
        System.arraycopy(learnt, 0, values, 0, prefix);
        for (int place = 0; place < grid * grid; place++) {
            for (int c = 0; c < layer.width(); c++) {
                double sum = 0;
                for (int from = 0; from < places; from++) {
                    sum += (double) matrix[place * places + from] * learnt[prefix + from * layer.width() + c];
                }
                values[prefix + place * layer.width() + c] = (float) sum;
            }
        }
        return graph.constant(layer.name() + ".grid=" + grid, values, 1, layer.prefix() + grid * grid, layer.width());
    }

    private Flow attention(int heads, Flow x) {
        int width = x.channels() / 3;
        String parts = graph.node("Reshape", "parts_of_heads",
                List.of(x.name(), graph.integers("images,tokens,3,heads=" + heads + ",rest", 0, 0, 3, heads, -1)));
        String byKind = graph.node("Transpose", "queries_keys_values", List.of(parts),
                Attribute.of("perm", List.of(2, 0, 3, 1, 4)));
        String queries = part(byKind, "queries", 0);
        String keys = graph.node("Transpose", "keys_as_columns", List.of(part(byKind, "keys", 1)),
                Attribute.of("perm", List.of(0, 1, 3, 2)));
        float scale = (float) (1 / Math.sqrt((double) width / heads));
        String scaled = graph.node("Mul", "scaled_queries", List.of(queries, graph.number(scale)));
        String products = graph.node("MatMul", "products", List.of(scaled, keys));
        String shares = graph.node("Softmax", "attention", List.of(products), Attribute.of("axis", -1));
        String mixed = graph.node("MatMul", "mixed", List.of(shares, part(byKind, "values", 2)));
        String byToken = graph.node("Transpose", "by_token", List.of(mixed), Attribute.of("perm", List.of(0, 2, 1, 3)));
        return x.to(
                graph.node("Reshape", "joined_heads", List.of(byToken, graph.integers("images,tokens,rest", 0, 0, -1))), width);
    }

    private String part(String byKind, String name, int number) {
        return graph.node("Gather", name, List.of(byKind, index(number)), Attribute.of("axis", 0));
    }

    /** A single number, so that Gather leaves its axis out. */
    private String index(int number) {
        return graph.integer("index=" + number, number);
    }
}
