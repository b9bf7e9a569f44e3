package org.s2r2.encoder;

import org.s2r2.testkit.encoder.BackboneContract;

/** A ConvNeXt keeps the contract of backbones. */
class ConvNeXtBackboneTest extends BackboneContract {

    @Override
    protected BackboneFactory factory() {
        return settings -> ConvNeXts.tiny();
    }

    @Override
    protected int size() {
        return 32;
    }
}
