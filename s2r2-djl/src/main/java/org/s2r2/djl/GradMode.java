package org.s2r2.djl;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Whether libtorch records what this thread computes. A thread that DJL did not set up records by default. */
final class GradMode {

    private GradMode() {}

    static <T> T recording(Supplier<T> body) {
        return with(true, body);
    }

    static <T> T silent(Supplier<T> body) {
        return with(false, body);
    }

    private static <T> T with(boolean mode, Supplier<T> body) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(mode);
        try {
            return body.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
