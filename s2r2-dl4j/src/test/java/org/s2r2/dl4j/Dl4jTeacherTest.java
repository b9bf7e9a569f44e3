package org.s2r2.dl4j;

import org.s2r2.backend.BackendFactory;
import org.s2r2.testkit.backend.TeacherContract;

class Dl4jTeacherTest extends TeacherContract {

    @Override
    protected BackendFactory factory() {
        return new Dl4jBackendFactory();
    }
}
