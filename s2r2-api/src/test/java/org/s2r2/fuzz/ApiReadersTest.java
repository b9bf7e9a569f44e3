package org.s2r2.fuzz;

class ApiReadersTest extends FuzzContract {

    ApiReadersTest() {
        super(ApiReaders.values());
    }
}
