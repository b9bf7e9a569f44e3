package org.s2r2.experiment.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.ParameterLayout;
import org.s2r2.data.augment.Normalization;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.TokenLayer;
import org.s2r2.experiment.onnx.Graph.Axis;
import org.s2r2.experiment.protobuf.Message;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * A network as an <a href="https://onnx.ai">ONNX</a> model: {@code pixels} [batch, 3, height, width] go in, and rows
 * [batch, dim] come out, all of them float32. The number of images is that of each call, and so are their height and width,
 * unless a layer is {@linkplain #hasFixedSize bound to a size}.
 *
 * <p>It is written for version 17 of ONNX's operators and version 8 of its format, those of ONNX 1.12 (2022), so that
 * programs of the years since read it. The numbers of the fields are those of
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">onnx.proto3</a>.
 */
public final class OnnxModel {

    /** The name of what goes in. */
    public static final String INPUT = "pixels";

    private static final int IR_VERSION = 8;
    private static final int OPERATORS_VERSION = 17;

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER_NAME = 2;
    private static final int MODEL_PRODUCER_VERSION = 3;
    private static final int MODEL_DOC_STRING = 6;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int MODEL_METADATA_PROPS = 14;
    private static final int OPSET_VERSION = 2;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private final Message content = new Message();

    /**
     * What a reader is told of a model.
     *
     * @param name of the network
     * @param description of the model in a sentence
     * @param version of S2R2
     * @param metadata further names with text
     */
    public record About(String name, String description, String version, Map<String, String> metadata) {}

    /**
     * What goes in.
     *
     * @param normalization that the network expects
     * @param isInside whether the model normalises, so that callers give values from 0 to 1; or they do
     * @param size height and width of the images, which the model takes alone if its network has a fixed size
     */
    public record Input(Normalization normalization, boolean isInside, int size) {

        private String description() {
            return "RGB from 0 to 1" + (isInside ? "; the model normalises them"
                    : ", normalised by the caller: (value - " + normalization.mean() + ") / " + normalization.std());
        }
    }

    /**
     * What comes out.
     *
     * @param name such as {@code features}
     * @param dim the length of a row
     */
    public record Output(String name, int dim) {}

    /**
     * @param network [N, 3, H, W] to [N, dim]
     * @param weights at least its parameters, running statistics included
     * @throws InvalidInputException if there is a layer that ONNX cannot be written of
     * @throws IllegalArgumentException if a parameter is missing or has another shape
     */
    public OnnxModel(Layer network, Map<String, HostArray> weights, Input input, Output output, About about) {
        new ParameterLayout(network.parameters()).requireAll(weights);
        Graph graph = new Graph(about.name);
        boolean fixed = hasFixedSize(network);
        graph.input(INPUT, input.description(), Axis.any("batch"), Axis.of(3),
                fixed ? Axis.of(input.size) : Axis.any("height"), fixed ? Axis.of(input.size) : Axis.any("width"));
        graph.output(output.name, "One row for each image", Axis.any("batch"), Axis.of(output.dim));
        String pixels = input.isInside ? normalised(graph, input.normalization) : INPUT;
        Flow rows = new LayerNodes(graph, weights).add(network, Flow.pixels(pixels, fixed ? input.size : 0));
        graph.name(rows.name(), output.name);

        content.varint(MODEL_IR_VERSION, IR_VERSION);
        content.text(MODEL_PRODUCER_NAME, "S2R2");
        content.text(MODEL_PRODUCER_VERSION, about.version);
        content.text(MODEL_DOC_STRING, about.description);
        content.message(MODEL_GRAPH, graph.content());
        content.message(MODEL_OPSET_IMPORT, operators -> operators.varint(OPSET_VERSION, OPERATORS_VERSION));
        about.metadata.forEach((key, value) -> content.message(MODEL_METADATA_PROPS, entry -> {
            entry.text(ENTRY_KEY, key);
            entry.text(ENTRY_VALUE, value);
        }));
    }

    /**
     * Whether the model takes images of one height and width: where there are position embeddings, which are those of one
     * grid of patches, or windows of an adaptive pooling.
     */
    public static boolean hasFixedSize(Layer network) {
        return network.tree().anyMatch(layer -> layer instanceof TokenLayer.PositionEmbedding
                || layer instanceof Layer.AdaptiveAvgPool pool && pool.size() > 1);
    }

    /** Cannot be folded into the first convolution, whose padding counts as 0 after it and not before. */
    private static String normalised(Graph graph, Normalization normalization) {
        String mean = graph.constant("normalization.mean", floats(normalization.mean()), 1, 3, 1, 1);
        String std = graph.constant("normalization.std", floats(normalization.std()), 1, 3, 1, 1);
        String centred = graph.node("Sub", "centred", List.of(INPUT, mean));
        return graph.node("Div", "normalised", List.of(centred, std));
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    /**
     * Writes the model, whole or not at all.
     *
     * @throws InvalidInputException if it takes 2 GiB or more, which no reader of protocol buffers takes
     */
    public void write(Path file) throws IOException {
        if (content.length() > Integer.MAX_VALUE) {
            throw new InvalidInputException(file + ": found " + content.length()
                    + " bytes as ONNX, expected fewer than 2^31, the limit of its format; safetensors have none");
        }
        WholeFile.write(file, content);
    }
}
