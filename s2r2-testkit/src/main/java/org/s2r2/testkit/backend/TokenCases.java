package org.s2r2.testkit.backend;

import java.util.Optional;
import java.util.stream.Stream;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Layer.Conv2d;
import org.s2r2.encoder.Layer.DropPath;
import org.s2r2.encoder.Layer.Gelu;
import org.s2r2.encoder.Layer.LayerNorm;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Residual;
import org.s2r2.encoder.Layer.Sequential;
import org.s2r2.encoder.TokenLayer.ClassToken;
import org.s2r2.encoder.TokenLayer.FirstToken;
import org.s2r2.encoder.TokenLayer.MeanToken;
import org.s2r2.encoder.TokenLayer.PixelTokens;
import org.s2r2.encoder.TokenLayer.PositionEmbedding;
import org.s2r2.encoder.TokenLayer.SelfAttention;
import org.s2r2.encoder.VisionTransformers;

/** The layers of transformers, alone and together. */
final class TokenCases {

    private TokenCases() {}

    static Stream<LayerCase> all() {
        Layer norm = new LayerNorm("norm", 4, 1e-3);
        Layer gelu = new Gelu(false);
        Layer attention = attention(2);
        return Stream.of(
                LayerCase.images("gelu of images", gelu),
                LayerCase.rows("gelu of rows", gelu),
                LayerCase.rows("gelu by tanh", new Gelu(true)),
                LayerCase.rows("layer norm of rows", norm),
                LayerCase.rows("layer norm of rows, gelu", Sequential.of(norm, gelu)),
                tokens("tokens", Sequential.of()),
                tokens("layer norm of tokens", norm),
                tokens("linear of tokens", new Linear("fc", 4, 7, true)),
                tokens("linear of tokens without bias", new Linear("fc", 4, 3, false)),
                tokens("relu of tokens", new Relu()),
                tokens("class token", new ClassToken("cls", 4)),
                tokens("position embeddings", new PositionEmbedding("pos", 0, 5, 4)),
                tokens("position embeddings of a larger grid", new PositionEmbedding("pos", 0, 7, 4)),
                tokens("position embeddings of a grid twice as large", new PositionEmbedding("pos", 0, 10, 4)),
                tokens("position embeddings of a smaller grid", new PositionEmbedding("pos", 0, 2, 4)),
                tokens("class token, position embeddings of a larger grid",
                        Sequential.of(new ClassToken("cls", 4), new PositionEmbedding("pos", 1, 6, 4))),
                tokens("attention of one head", attention(1)),
                tokens("attention of two heads", attention),
                tokens("attention of heads with one channel", attention(4)),
                tokens("residual x + norm(x)", residual(norm)),
                tokens("residual x + gelu(x)", residual(gelu)),
                tokens("residual x + attention(x)", residual(attention)),
                tokens("residual x + drop path(gelu(x))", residual(Sequential.of(gelu, new DropPath("path", 0.5)))),
                tokens("residual x + drop path(linear(norm(x)))",
                        residual(Sequential.of(norm, new Linear("fc", 4, 4, true), new DropPath("path", 0.5)))),
                tokens("residual x + norm(x), attention", residual(Sequential.of(norm, attention))),
                LayerCase.images("first token", Sequential.of(new PixelTokens(), attention, new FirstToken())),
                LayerCase.images("class token alone", Sequential.of(
                        new PixelTokens(), new ClassToken("cls", 4), attention, new FirstToken())),
                LayerCase.images("mean of all tokens but two",
                        Sequential.of(new PixelTokens(), gelu, new MeanToken(2))),
                LayerCase.images("layer norm of the mean of all tokens but one",
                        Sequential.of(new PixelTokens(), gelu, new MeanToken(1), norm)),
                LayerCase.images("patches", 6, Sequential.of(
                        new Conv2d("patches", 4, 5, 3, 3, 0, true), new PixelTokens(), gelu, new MeanToken(0))),
                LayerCase.images("patches that leave pixels out", 7, Sequential.of(
                        new Conv2d("patches", 4, 5, 3, 3, 0, false), new PixelTokens(), gelu, new MeanToken(0))));
    }

    /** A vision transformer, for images of 3 channels. */
    static Layer transformer() {
        return VisionTransformers.layers(6, 2, 2, 2, 8);
    }

    /** A layer of tokens, each of which has a part of its own in the output. */
    private static LayerCase tokens(String name, Layer layer) {
        return LayerCase.images(name, Sequential.of(new PixelTokens(), layer, new Gelu(false), new MeanToken(0)));
    }

    private static Layer attention(int heads) {
        return Sequential.of(new Linear("qkv", 4, 12, true), new SelfAttention(heads));
    }

    private static Layer residual(Layer body) {
        return new Residual(body, Optional.empty());
    }
}
