package org.s2r2.encoder;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network whose features are the representation.
 *
 * @param name a short name for reports, such as {@code resnet18}
 * @param layer [N, 3, H, W] to [N, featureDim]
 * @param featureDim the length of the features
 * @param settings the keys of an experiment's section {@code encoder} that name the same backbone, {@code backbone} among
 *     them; empty where no file can name it
 */
public record Backbone(String name, Layer layer, int featureDim, Map<String, Object> settings) {

    public Backbone {
        settings = Map.copyOf(new LinkedHashMap<>(settings));
    }

    /** A backbone that no experiment file can name. */
    public Backbone(String name, Layer layer, int featureDim) {
        this(name, layer, featureDim, Map.of());
    }

    /**
     * This backbone with the usual head: two linear layers, the hidden one as wide as the features.
     *
     * @param dim the length of an embedding
     */
    public ProjectedBackbone project(int dim) {
        return project(new ProjectionHead(2, featureDim, dim, false));
    }

    /** This backbone with a head. */
    public ProjectedBackbone project(ProjectionHead head) {
        return new ProjectedBackbone(this, head);
    }
}
