package org.s2r2.experiment.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.s2r2.encoder.Layer;
import org.s2r2.encoder.Parameter;
import org.s2r2.experiment.onnx.Graph.Attribute;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Adds layers to a graph as nodes, as they compute in evaluation. Parameters keep their names and values.
 *
 * <p>Batch norms stay nodes of their own and are not folded into the convolutions before them: so the file has the
 * checkpoint's weights bit for bit, and those after a linear layer or a sum need no second way. ONNX Runtime folds them
 * itself when it loads a model.
 */
final class LayerNodes {

    private static final List<Integer> ALL_BUT_THE_FIRST_AXIS = List.of(1);

    private final Graph graph;
    private final Map<String, HostArray> weights;

    LayerNodes(Graph graph, Map<String, HostArray> weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /**
     * Adds a layer and all below it.
     *
     * @param x the name of what goes into it
     * @return the name of what comes out
     * @throws InvalidInputException if no nodes say what the layer computes
     */
    String add(Layer layer, String x) {
        if (layer instanceof Layer.Conv2d conv) {
            int padding = conv.padding();
            return graph.node("Conv", conv.name(), with(x, conv),
                    square("kernel_shape", conv.kernel()),
                    square("strides", conv.stride()),
                    Attribute.of("pads", List.of(padding, padding, padding, padding)));
        }
        if (layer instanceof Layer.BatchNorm norm) {
            return graph.node("BatchNormalization", norm.name(), with(x, norm),
                    Attribute.of("epsilon", (float) norm.epsilon()));
        }
        if (layer instanceof Layer.Relu) {
            return graph.node("Relu", "relu", List.of(x));
        }
        if (layer instanceof Layer.MaxPool pool) {
            int padding = pool.padding();
            return graph.node("MaxPool", "maxpool", List.of(x),
                    square("kernel_shape", pool.kernel()),
                    square("strides", pool.stride()),
                    Attribute.of("pads", List.of(padding, padding, padding, padding)));
        }
        if (layer instanceof Layer.GlobalAvgPool) {
            String pooled = graph.node("GlobalAveragePool", "avgpool", List.of(x));
            return graph.node("Flatten", "flatten", List.of(pooled), Attribute.of("axis", 1));
        }
        if (layer instanceof Layer.Linear linear) {
            return graph.node("Gemm", linear.name(), with(x, linear), Attribute.of("transB", 1));
        }
        if (layer instanceof Layer.L2Normalize normalize) {
            return unitRows(normalize, x);
        }
        if (layer instanceof Layer.Sequential sequential) {
            String current = x;
            for (Layer next : sequential.layers()) {
                current = add(next, current);
            }
            return current;
        }
        if (layer instanceof Layer.Frozen frozen) {
            return add(frozen.body(), x);
        }
        if (layer instanceof Layer.Residual residual) {
            String body = add(residual.body(), x);
            String shortcut = residual.shortcut().map(way -> add(way, x)).orElse(x);
            return graph.node("Add", "add", List.of(body, shortcut));
        }
        if (layer instanceof Layer.Foreign foreign) {
            throw new InvalidInputException("encoder.backbone: found " + foreign.module().kind()
                    + ", a module that ONNX cannot be written of, expected a backbone of layers");
        }
        throw new InvalidInputException("encoder: found the layer " + layer.getClass().getSimpleName()
                + ", which ONNX cannot be written of, expected layers that docs/exchange.md lists");
    }

    /** Rows that are no longer than epsilon become zeros: what is divided by 0 is not chosen. */
    private String unitRows(Layer.L2Normalize normalize, String x) {
        String length = graph.node("ReduceL2", "length", List.of(x),
                Attribute.of("axes", ALL_BUT_THE_FIRST_AXIS), Attribute.of("keepdims", 1));
        String epsilon = graph.constant("l2normalize.epsilon=" + normalize.epsilon(), new float[] {(float) normalize.epsilon()});
        String zero = graph.constant("l2normalize.zero", new float[] {0});
        String isLonger = graph.node("Greater", "is_longer", List.of(length, epsilon));
        String divided = graph.node("Div", "divided", List.of(x, length));
        return graph.node("Where", "unit_rows", List.of(isLonger, divided, zero));
    }

    /** The input and the parameters of a layer, whose order is ONNX's too: weight, bias, mean, variance. */
    private List<String> with(String x, Layer layer) {
        List<String> inputs = new ArrayList<>(List.of(x));
        for (Parameter parameter : layer.parameters()) {
            inputs.add(graph.constant(
                    parameter.name(), weights.get(parameter.name()).values(), parameter.shape()));
        }
        return inputs;
    }

    private static Attribute square(String name, int length) {
        return Attribute.of(name, List.of(length, length));
    }
}
