package org.s2r2.dl4j;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.OptimizerContract;

/** The update as it runs on GPUs, by operations of the engine, here on the CPU. */
class Dl4jEngineUpdateTest extends OptimizerContract {

    @Override
    protected BackendFactory factory() {
        return new Dl4jBackendFactory(true);
    }
}
