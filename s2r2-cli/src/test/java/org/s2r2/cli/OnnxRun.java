package org.s2r2.cli;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Models as ONNX Runtime reads and runs them. */
final class OnnxRun {

    private OnnxRun() {}

    /** The notes of a model. */
    static Map<String, String> notes(Path file) throws OrtException {
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            return session.getMetadata().getCustomMetadata();
        }
    }

    /**
     * The rows of the output of this name, one behind the other.
     *
     * @param pixels [images, 3, size, size]
     */
    static double[] rows(Path file, String output, float[] pixels, int images, int size) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(pixels), new long[] {images, 3, size, size});
                OrtSession.Result result = session.run(Map.of("pixels", input))) {
            return Stream.of((float[][]) result.get(output).orElseThrow().getValue())
                    .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]))
                    .toArray();
        }
    }
}
