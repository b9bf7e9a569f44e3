package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.WorkersContract;

class DjlWorkersTest extends WorkersContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
