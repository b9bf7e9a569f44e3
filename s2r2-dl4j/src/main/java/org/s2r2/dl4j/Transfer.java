package org.s2r2.dl4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values between Java and the engine. */
final class Transfer {

    private Transfer() {}

    static float[] floats(INDArray array) {
        float[] values = new float[Math.toIntExact(array.length())];
        if (Nd4j.getEnvironment().isCPU()) {
            memory(array).get(0, values);
            return values;
        }
        return array.ravel().toFloatVector();
    }

    static void write(INDArray target, float[] values) {
        write(target, FloatBuffer.wrap(values));
    }

    /** @param values as many as the target holds, from position 0; the position is left as it is */
    static void write(INDArray target, FloatBuffer values) {
        FloatBuffer source = values.slice(0, Math.toIntExact(target.length()));
        if (Nd4j.getEnvironment().isCPU()) {
            memory(target).put(source);
            return;
        }
        float[] array = new float[source.remaining()];
        source.get(array);
        try (INDArray fresh = Nd4j.createFromArray(array)) {
            target.assign(fresh.reshape(target.shape()));
        }
    }

    /** The values of an array that lies in the host's memory, all of it, from position 0. */
    static FloatBuffer memory(INDArray array) {
        return new FloatPointer(array.data().pointer())
                .position(array.offset())
                .limit(array.offset() + array.length())
                .asBuffer()
                .slice();
    }
}
