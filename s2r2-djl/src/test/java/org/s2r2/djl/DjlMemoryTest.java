package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.MemoryContract;

class DjlMemoryTest extends MemoryContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
