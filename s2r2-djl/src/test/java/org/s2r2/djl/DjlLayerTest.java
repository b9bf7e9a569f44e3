package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.LayerContract;

class DjlLayerTest extends LayerContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
