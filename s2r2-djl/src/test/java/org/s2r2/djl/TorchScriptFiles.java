package org.s2r2.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Layer;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.torchscript.ScriptedModule;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** What {@code make.py} made: modules, and what PyTorch computes with them. */
final class TorchScriptFiles {

    static final int IMAGES = 4;

    private static final Path FOLDER = Path.of("src/test/resources/torchscript");

    private TorchScriptFiles() {}

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** The module as an encoder whose embeddings are its features. */
    static Encoder encoder(String name, int features) {
        Layer module = new Layer.Foreign(ScriptedModule.read(file(name + ".pt")), features);
        return new Encoder(name, module, features, Layer.Sequential.of(), features);
    }

    static JsonNode expected(String name) throws IOException {
        return JsonMapper.builder().build().readTree(file("expected.json").toFile()).get(name);
    }

    static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).doubleValue();
        }
        return values;
    }

    /** The values that {@code make.py} has under this name. */
    static float[] pattern(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (i * 37 % 101 - 50) / 50;
        }
        return values;
    }

    static FloatBuffer pixels(int size) {
        FloatBuffer pixels = ByteBuffer.allocateDirect(IMAGES * 3 * size * size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return pixels.put(pattern(pixels.capacity())).rewind();
    }

    /** One view of each size. */
    static ViewBatch batch(int... sizes) {
        ViewBlock[] blocks = new ViewBlock[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            blocks[i] = new ViewBlock(1, IMAGES, sizes[i], pixels(sizes[i]));
        }
        return Samples.batch(IMAGES, blocks);
    }
}
