package org.s2r2.dl4j;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.RatesContract;

/** The update as it runs on GPUs, by operations of the engine, here on the CPU. */
class Dl4jEngineRatesTest extends RatesContract {

    @Override
    protected BackendFactory factory() {
        return new Dl4jBackendFactory(true);
    }
}
