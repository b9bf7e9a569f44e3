package org.s2r2.experiment.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.s2r2.encoder.AdaptiveWindows;
import org.s2r2.encoder.Layer;
import org.s2r2.experiment.onnx.Graph.Attribute;

/** Adds the layers that make one value of a window of pixels. */
final class PoolNodes {

    private final Graph graph;

    PoolNodes(Graph graph) {
        this.graph = graph;
    }

    /** Adds a layer; null if it is none of these. */
    @Nullable Flow add(Layer layer, Flow x) {
        if (layer instanceof Layer.MaxPool pool) {
            String y = graph.node("MaxPool", "maxpool", List.of(x.name()), LayerNodes.square("kernel_shape", pool.kernel()),
                    LayerNodes.square("strides", pool.stride()), LayerNodes.pads(pool.padding()));
            return x.windows(y, x.channels(), pool.kernel(), pool.stride(), pool.padding());
        }
        if (layer instanceof Layer.AvgPool pool) {
            String y = graph.node("AveragePool", "avgpool", List.of(x.name()), LayerNodes.square("kernel_shape", pool.kernel()),
                    LayerNodes.square("strides", pool.stride()), LayerNodes.pads(pool.padding()),
                    Attribute.of("count_include_pad", 1));
            return x.windows(y, x.channels(), pool.kernel(), pool.stride(), pool.padding());
        }
        if (layer instanceof Layer.AdaptiveAvgPool pool) {
            return pool.size() == 1 ? x.images(mean(x), 1) : adaptive(pool.size(), x);
        }
        if (layer instanceof Layer.GlobalAvgPool) {
            return x.rows(graph.node("Flatten", "flatten", List.of(mean(x)), Attribute.of("axis", 1)));
        }
        return null;
    }

    private String mean(Flow x) {
        return graph.node("GlobalAveragePool", "avgpool", List.of(x.name()));
    }

    /** As a product with what each pixel has in each window: ONNX has no such operator. */
    private Flow adaptive(int size, Flow x) {
        String windows = graph.constant("windows=" + x.height() + "x" + x.width() + "to" + size,
                AdaptiveWindows.matrix(size, x.height(), x.width()), size * size, x.height() * x.width());
        String matrix = graph.node("Transpose", "windows", List.of(windows), Attribute.of("perm", List.of(1, 0)));
        String flat = graph.node("Reshape", "pixels", List.of(x.name(), graph.integers("images,channels,rest", 0, 0, -1)));
        String means = graph.node("MatMul", "means", List.of(flat, matrix));
        String shape = graph.integers("images,channels,size=" + size, 0, 0, size, size);
        return x.images(graph.node("Reshape", "means_as_images", List.of(means, shape)), size);
    }
}
