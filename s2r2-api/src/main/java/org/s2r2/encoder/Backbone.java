package org.s2r2.encoder;

/**
 * A network whose features are the representation.
 *
 * @param name a short name for reports, such as {@code resnet18}
 * @param layer [N, 3, H, W] to [N, featureDim]
 * @param featureDim the length of the features
 */
public record Backbone(String name, Layer layer, int featureDim) {}
