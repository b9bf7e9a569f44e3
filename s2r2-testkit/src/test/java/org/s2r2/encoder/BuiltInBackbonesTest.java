package org.s2r2.encoder;

import java.util.Map;
import org.s2r2.testkit.encoder.BackboneContract;

/** A network of the CIFAR family keeps the contract of backbones. */
class BuiltInBackbonesTest extends BackboneContract {

    @Override
    protected BackboneFactory factory() {
        return settings -> ResNets.cifar(8, settings);
    }

    @Override
    protected Map<String, Object> settings() {
        return Map.of("width", 4, "stemStride", 2);
    }
}
