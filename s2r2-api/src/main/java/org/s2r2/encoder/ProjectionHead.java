package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Sequential;

/**
 * The multilayer perceptron between features and objective (Chen et al., SimCLR, ICML 2020, section 4.2): linear layers
 * with batch norm and ReLU between them. A {@link Predictor} may follow.
 *
 * @param layers the number of linear layers: 1, 2 or 3
 * @param hidden the width of the hidden layers; not used with 1 layer
 * @param dim the length of an embedding
 * @param outputNorm whether the last linear layer is followed by a batch norm, as in SimCLR's released code
 */
public record ProjectionHead(int layers, int hidden, int dim, boolean outputNorm) {

    public ProjectionHead {
        if (layers < 1 || layers > 3 || hidden < 1 || dim < 1) {
            throw new IllegalArgumentException("a projection head has 1 to 3 linear layers and positive widths, found "
                    + layers + " layers, hidden " + hidden + ", dim " + dim);
        }
    }

    /** The encoder that has this head on a backbone, and unit rows as embeddings. */
    public Encoder on(Backbone backbone) {
        return on(backbone, true);
    }

    /**
     * The encoder that has this head on a backbone.
     *
     * @param unitRows whether embeddings are divided by their lengths
     */
    public Encoder on(Backbone backbone, boolean unitRows) {
        List<Layer> head = new ArrayList<>();
        int in = backbone.featureDim();
        for (int layer = 1; layer <= layers; layer++) {
            boolean last = layer == layers;
            boolean norm = !last || outputNorm;
            int out = last ? dim : hidden;
            // A batch norm's shift stands in for the bias.
            head.add(new Linear("head.fc" + layer, in, out, !norm));
            if (norm) {
                head.add(new BatchNorm("head.bn" + layer, out));
            }
            if (!last) {
                head.add(new Relu());
            }
            in = out;
        }
        if (unitRows) {
            head.add(new L2Normalize());
        }
        return new Encoder(backbone.name(), backbone.layer(), backbone.featureDim(), new Sequential(head), dim);
    }
}
