package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.RefusalContract;

class DjlRefusalTest extends RefusalContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
