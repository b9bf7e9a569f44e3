package org.s2r2.experiment.compare;

import org.s2r2.fuzz.FuzzContract;

class EvalReadersTest extends FuzzContract {

    EvalReadersTest() {
        super(EvalReaders.values());
    }
}
