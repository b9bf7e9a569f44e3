package org.s2r2.encoder;

import java.util.List;

/**
 * A backbone, whose features are kept, and the projection head on top of it, whose output the objective sees.
 *
 * @param name a short name for reports, such as {@code resnet18}
 * @param backbone [N, 3, H, W] to [N, featureDim]
 * @param featureDim the length of the backbone's features
 * @param head [N, featureDim] to [N, embeddingDim]
 * @param embeddingDim the length of the embeddings
 * @param predictor [N, embeddingDim] to [N, embeddingDim], behind the head in training and in no evaluation, so that an
 *     objective compares predictions with what a teacher, which has none, makes of other views; empty for none
 */
public record Encoder(
        String name, Layer backbone, int featureDim, Layer head, int embeddingDim, Layer.Sequential predictor) {

    /** An encoder without a predictor. */
    public Encoder(String name, Layer backbone, int featureDim, Layer head, int embeddingDim) {
        this(name, backbone, featureDim, head, embeddingDim, Layer.Sequential.of());
    }

    /** The same encoder without its predictor. */
    public Encoder withoutPredictor() {
        return new Encoder(name, backbone, featureDim, head, embeddingDim);
    }

    /** Where a representation is taken. */
    public enum Stage {
        /** The backbone's features: what is evaluated and used downstream. */
        BACKBONE,
        /** The projection head's output: what the objective ranks, where there is no predictor. */
        PROJECTION
    }

    /** The parameters of the backbone, then of the head and of the predictor. */
    public List<Parameter> parameters() {
        return whole().parameters();
    }

    /** The modules, wherever they are in the tree, that no layers describe. */
    public List<ForeignModule> foreignModules() {
        return whole().tree()
                .filter(Layer.Foreign.class::isInstance)
                .map(layer -> ((Layer.Foreign) layer).module())
                .toList();
    }

    private Layer whole() {
        return Layer.Sequential.of(backbone, head, predictor);
    }

    /** The length of the representation at a stage. */
    public int dim(Stage stage) {
        return stage == Stage.BACKBONE ? featureDim : embeddingDim;
    }
}
