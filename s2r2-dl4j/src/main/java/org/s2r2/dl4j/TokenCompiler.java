package org.s2r2.dl4j;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.s2r2.dl4j.Value.Kind;
import org.s2r2.encoder.GridResampling;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;

/** Compiles the layers that make tokens, [N, T, C], or choose among them. */
final class TokenCompiler {

    private final Program program;
    private final Operations forward;
    private final Operations backward;

    TokenCompiler(Program program) {
        this.program = program;
        this.forward = program.forward();
        this.backward = program.backward();
    }

    /** See {@link LayerCompiler#compile}. */
    Node compile(Layer layer, Value x) {
        if (layer instanceof Layer.LayerNorm norm) {
            x.require("layer norm " + norm.name(), norm.features(), Kind.ROWS, Kind.TOKENS, Kind.IMAGES);
            return new LayerNormCompiler(program, norm).compile(x);
        }
        if (layer instanceof TokenLayer.PixelTokens) {
            x.require("pixels as tokens", x.channels(), Kind.IMAGES);
            return pixelTokens(x);
        }
        if (layer instanceof TokenLayer.ClassToken token) {
            x.require("class token " + token.name(), token.width(), Kind.TOKENS);
            return classToken(token, x);
        }
        if (layer instanceof TokenLayer.PositionEmbedding embedding) {
            x.require("position embedding " + embedding.name(), embedding.width(), Kind.TOKENS);
            return positions(embedding, x);
        }
        if (layer instanceof TokenLayer.SelfAttention attention) {
            x.require("attention", x.channels(), Kind.TOKENS);
            return new AttentionCompiler(program, attention).compile(x);
        }
        if (layer instanceof TokenLayer.FirstToken) {
            x.require("the first token", x.channels(), Kind.TOKENS);
            return firstToken(x);
        }
        if (layer instanceof TokenLayer.MeanToken mean) {
            x.require("the mean of tokens", x.channels(), Kind.TOKENS);
            return meanToken(mean, x);
        }
        throw new IllegalArgumentException("no compilation for layer " + layer);
    }

    /** The channels of a pixel lie side by side already. */
    private Node pixelTokens(Value x) {
        long[] shape = x.shape();
        return new Node(x.as(shape[0], shape[1] * shape[2], shape[3]), (gradient, inputWanted) -> {
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            return gradient.as(shape);
        });
    }

    private Node classToken(TokenLayer.ClassToken layer, Value x) {
        long images = x.shape()[0];
        long tokens = x.shape()[1];
        long width = layer.width();
        INDArray ones = program.constants().ones(images, 1);
        INDArray token = program.weights().array(layer.name());
        Value repeated = program.lease(images, width);
        Value y = program.activation(images, 1 + tokens, width);
        forward.matmul(ones, false, Pool.shaped(token, token.offset(), 1, width), false, 1, repeated.array());
        forward.join(List.of(repeated.as(images, 1, width).array(), x.array()), 1, y.array());
        program.release(repeated);
        return new Node(y, (gradient, inputWanted) -> {
            Value sums = sumOverImages(gradient);
            INDArray sum = sums.array();
            backward.copy(Pool.shaped(sum, sum.offset(), width), flat(program.weights().passGradient(layer.name())));
            program.release(sums);
            Value dx = null;
            if (inputWanted) {
                dx = program.lease(images, tokens, width);
                backward.slice(gradient.array(), new long[] {0, 1, 0}, dx.array());
            }
            program.release(gradient);
            return dx;
        });
    }

    /** The sum of [N, T, C] over the images, [T C]. */
    private Value sumOverImages(Value gradient) {
        long images = gradient.shape()[0];
        long values = gradient.array().length() / images;
        Value sum = program.lease(values);
        backward.columnSums(gradient.as(images, values).array(), 1, sum.array());
        return sum;
    }

    private Node positions(TokenLayer.PositionEmbedding layer, Value x) {
        long[] shape = x.shape();
        int grid = layer.gridOf(shape[1]);
        INDArray embeddings = program.weights().array(layer.name());
        INDArray matrix = grid == layer.grid() ? null : matrix(layer.grid(), grid);
        Value y = x.overwritable() ? x : program.activation(shape);
        if (matrix == null) {
            forward.add(x.array(), embeddings, y.array());
        } else {
            Value resampled = program.lease(1, shape[1], shape[2]);
            if (layer.prefix() > 0) {
                forward.copy(prefix(embeddings, layer), prefix(resampled.array(), layer));
            }
            forward.matmul(matrix, false, places(embeddings, layer), false, 1, places(resampled.array(), layer));
            forward.add(x.array(), resampled.array(), y.array());
            program.release(resampled);
        }
        return new Node(y, (gradient, inputWanted) -> {
            INDArray embeddingGradient = program.weights().passGradient(layer.name());
            Value sums = sumOverImages(gradient);
            INDArray sum = sums.as(1, shape[1], shape[2]).array();
            if (matrix == null) {
                backward.copy(flat(sum), flat(embeddingGradient));
            } else {
                if (layer.prefix() > 0) {
                    backward.copy(prefix(sum, layer), prefix(embeddingGradient, layer));
                }
                backward.matmul(matrix, true, places(sum, layer), false, 1, places(embeddingGradient, layer));
            }
            program.release(sums);
            if (!inputWanted) {
                program.release(gradient);
                return null;
            }
            return gradient;
        });
    }

    private INDArray matrix(int from, int to) {
        INDArray matrix = program.keep((long) to * to, (long) from * from);
        Transfer.write(matrix, GridResampling.matrix(from, to));
        return matrix;
    }

    private static INDArray prefix(INDArray embeddings, TokenLayer.PositionEmbedding layer) {
        return Pool.shaped(embeddings, embeddings.offset(), (long) layer.prefix() * layer.width());
    }

    /** The embeddings of the grid, [places, C]. */
    private static INDArray places(INDArray embeddings, TokenLayer.PositionEmbedding layer) {
        return Pool.shaped(embeddings, embeddings.offset() + (long) layer.prefix() * layer.width(),
                embeddings.size(1) - layer.prefix(), layer.width());
    }

    private static INDArray flat(INDArray array) {
        return Pool.shaped(array, array.offset(), array.length());
    }

    private Node firstToken(Value x) {
        return weightedSum(x, 0, 1);
    }

    /** @throws IllegalArgumentException if there is no token left */
    private Node meanToken(TokenLayer.MeanToken layer, Value x) {
        if (layer.skipped() >= x.shape()[1]) {
            throw new IllegalArgumentException("the mean of the tokens behind the first " + layer.skipped()
                    + " takes more tokens than these, found " + x.shape()[1]);
        }
        return weightedSum(x, layer.skipped(), Math.toIntExact(x.shape()[1]));
    }

    /** The mean of the tokens from {@code first} to {@code end}. */
    private Node weightedSum(Value x, int first, int end) {
        float[] parts = new float[Math.toIntExact(x.shape()[1])];
        Arrays.fill(parts, first, end, 1f / (end - first));
        Node node = WeightedSums.compile(program, x, 1, parts);
        long images = x.shape()[0];
        long width = x.shape()[2];
        return new Node(node.output().as(images, width), (gradient, inputWanted) ->
                node.backward().compile(gradient.as(images, 1, width), inputWanted));
    }
}
