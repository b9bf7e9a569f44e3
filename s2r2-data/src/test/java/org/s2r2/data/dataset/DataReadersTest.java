package org.s2r2.data.dataset;

import org.s2r2.fuzz.FuzzContract;

class DataReadersTest extends FuzzContract {

    DataReadersTest() {
        super(DataReaders.values());
    }
}
