package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.MicroBatchContract;

class DjlMicroBatchTest extends MicroBatchContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
