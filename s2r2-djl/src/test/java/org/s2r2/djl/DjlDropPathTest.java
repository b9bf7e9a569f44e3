package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.DropPathContract;

class DjlDropPathTest extends DropPathContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
