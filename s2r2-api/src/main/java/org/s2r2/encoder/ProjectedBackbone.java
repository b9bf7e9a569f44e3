package org.s2r2.encoder;

/**
 * A backbone and the head on top of it, of which an encoder is made.
 *
 * @param backbone what is kept
 * @param head what the objective sees the features through
 */
public record ProjectedBackbone(Backbone backbone, ProjectionHead head) {

    /** The encoder. */
    public Encoder encoder() {
        return head.on(backbone);
    }
}
