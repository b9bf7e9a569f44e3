package org.s2r2.encoder;

import java.util.List;

/** The layers that make tokens, [N, T, C], join them, or take them to one row for each image. */
public sealed interface TokenLayer extends Layer {

    /** Pixels as tokens, row by row: [N, C, H, W] gives [N, H W, C]. */
    record PixelTokens() implements TokenLayer {}

    /** A learnt token in front of the others, a parameter {@code name} [1, 1, width]: [N, T, width] gives [N, 1 + T, width]. */
    record ClassToken(String name, int width) implements TokenLayer {
        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name, Parameter.Role.EMBEDDING, new FirstValues.Normal(1e-6), 1, 1, width));
        }
    }

    /**
     * Adds to each token what is learnt for its place, a parameter {@code name} [1, prefix + grid x grid, width]. The
     * tokens are {@code prefix} of their own and those of a square grid, row by row. Tokens of another grid get embeddings
     * that are {@linkplain GridResampling interpolated}.
     *
     * @param prefix the tokens before those of the grid: 1 with a class token
     * @param grid the height and width of the grid that the parameter is for
     * @param first the parameter's first values
     */
    record PositionEmbedding(String name, int prefix, int grid, int width, FirstValues first) implements TokenLayer {

        /** With first values that are normal with deviation 0.02. */
        public PositionEmbedding(String name, int prefix, int grid, int width) {
            this(name, prefix, grid, width, new FirstValues.Normal(0.02));
        }

        @Override
        public void collect(List<Parameter> to) {
            to.add(new Parameter(name, Parameter.Role.EMBEDDING, first, 1, prefix + grid * grid, width));
        }

        /**
         * The height and width of the grid that so many tokens have behind the prefix.
         *
         * @throws IllegalArgumentException if they are no square
         */
        public int gridOf(long tokens) {
            int side = (int) Math.round(Math.sqrt((double) Math.max(0, tokens - prefix)));
            if (side == 0 || (long) side * side != tokens - prefix) {
                throw new IllegalArgumentException("position embedding " + name + " takes " + prefix
                        + " tokens and those of a square grid, found " + tokens + " tokens");
            }
            return side;
        }
    }

    /**
     * Multi-head self-attention between the linear layers around it (Vaswani et al., 2017): [N, T, 3 D] gives [N, T, D].
     * A token has queries, keys and values side by side, each of them {@code heads} parts of d = D / heads values; head h
     * gives softmax(q k^T / sqrt(d)) v, the h-th part of the output.
     */
    record SelfAttention(int heads) implements TokenLayer {}

    /** The first token: [N, T, C] gives [N, C]. */
    record FirstToken() implements TokenLayer {}

    /** The mean of the tokens behind the first {@code skipped} ones: [N, T, C] gives [N, C]. */
    record MeanToken(int skipped) implements TokenLayer {}
}
