package org.s2r2.dl4j;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.DropPathContract;

class Dl4jDropPathTest extends DropPathContract {

    @Override
    protected BackendFactory factory() {
        return new Dl4jBackendFactory();
    }
}
