package org.s2r2.djl;

import org.s2r2.backend.BackendFactory;

/** Opens the backend for tests of what is special to it. */
final class TestBackend {

    private TestBackend() {}

    static DjlBackend open() {
        return (DjlBackend) new DjlBackendFactory().open(new BackendFactory.Options(BackendFactory.Device.CPU, 1));
    }
}
