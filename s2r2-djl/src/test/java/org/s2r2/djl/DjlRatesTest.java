package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.RatesContract;

class DjlRatesTest extends RatesContract {

    @Override
    protected BackendFactory factory() {
        return new DjlBackendFactory();
    }
}
