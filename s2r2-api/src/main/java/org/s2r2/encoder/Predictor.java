package org.s2r2.encoder;

import java.util.ArrayList;
import java.util.List;
import org.s2r2.encoder.Layer.BatchNorm;
import org.s2r2.encoder.Layer.L2Normalize;
import org.s2r2.encoder.Layer.Linear;
import org.s2r2.encoder.Layer.Relu;
import org.s2r2.encoder.Layer.Sequential;

/**
 * The multilayer perceptron behind a projection head that predicts a teacher's embedding of another view (Grill et al.,
 * "Bootstrap Your Own Latent", NeurIPS 2020, section 3.1): a linear layer, batch norm, ReLU and a linear layer.
 *
 * @param hidden the width between the two linear layers
 * @param unitRows whether predictions are divided by their lengths
 */
public record Predictor(int hidden, boolean unitRows) {

    public Predictor {
        if (hidden < 1) {
            throw new IllegalArgumentException("a predictor has a positive width, found hidden " + hidden);
        }
    }

    /** The same encoder with this predictor. */
    public Encoder on(Encoder encoder) {
        int dim = encoder.embeddingDim();
        List<Layer> layers = new ArrayList<>();
        layers.add(new Linear("predictor.fc1", dim, hidden, false));
        layers.add(new BatchNorm("predictor.bn1", hidden));
        layers.add(new Relu());
        layers.add(new Linear("predictor.fc2", hidden, dim, true));
        if (unitRows) {
            layers.add(new L2Normalize());
        }
        return new Encoder(encoder.name(), encoder.backbone(), encoder.featureDim(), encoder.head(), dim,
                new Sequential(layers));
    }
}
