package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.RatesContract;

/** The update as it runs on GPUs, by operations of the engine, here on the CPU. */
class DjlEngineRatesTest extends RatesContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory(true);
    }
}
