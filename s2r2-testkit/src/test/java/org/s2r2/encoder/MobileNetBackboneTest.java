package org.s2r2.encoder;

import org.s2r2.testkit.encoder.BackboneContract;

/** A MobileNet keeps the contract of backbones. */
class MobileNetBackboneTest extends BackboneContract {

    @Override
    protected BackboneFactory factory() {
        return settings -> MobileNets.v3Small();
    }

    @Override
    protected int size() {
        return 32;
    }
}
