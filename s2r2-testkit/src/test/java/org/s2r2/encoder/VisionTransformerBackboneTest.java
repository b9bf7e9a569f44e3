package org.s2r2.encoder;

import java.util.Map;
import org.s2r2.encoder.VisionTransformers.Size;
import org.s2r2.testkit.encoder.BackboneContract;

/** A vision transformer keeps the contract of backbones, with position embeddings of another grid. */
class VisionTransformerBackboneTest extends BackboneContract {

    @Override
    protected BackboneFactory factory() {
        return settings -> VisionTransformers.from(Size.TINY, settings);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("patch", 8, "imageSize", 24);
    }
}
