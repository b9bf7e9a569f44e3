package org.s2r2.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

class SafetensorsTest {

    @TempDir
    Path folder;

    private Path file(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        for (int i = 0; i < dataBytes / 4; i++) {
            bytes.putFloat(i + 0.5f);
        }
        return Files.write(folder.resolve("x.safetensors"), bytes.array());
    }

    @Test
    void readsAFileWrittenByHand() throws IOException {
        Path file = file("""
                {"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},\
                "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 12);
        Map<String, HostArray> arrays = Safetensors.read(file);
        assertThat(arrays).containsOnlyKeys("a", "b");
        assertThat(arrays.get("a")).isEqualTo(new HostArray(new int[0], new float[] {0.5f}));
        assertThat(arrays.get("b")).isEqualTo(new HostArray(new int[] {2, 1}, new float[] {1.5f, 2.5f}));
    }

    @Test
    void writesWhatTheFormatSays() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("conv.weight", new HostArray(new int[] {2, 3}, new float[] {1, -2, 3, Float.MIN_VALUE, 5, 6}));
        arrays.put("scalar", new HostArray(new int[0], new float[] {7}));
        arrays.put("empty", new HostArray(new int[] {0, 4}, new float[0]));
        Safetensors.write(file, arrays);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = bytes.getLong();
        assertThat(headerLength % 8).isZero();
        String header = new String(bytes.array(), 8, (int) headerLength, StandardCharsets.UTF_8);
        assertThat(header).startsWith("{\"conv.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}");
        assertThat(bytes.getFloat((int) (8 + headerLength + 4))).isEqualTo(-2);
        assertThat(Safetensors.read(file)).isEqualTo(arrays);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[18446744073709551616,18446744073709551624]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
    })
    void refusesHeadersThatDoNotFitTheFile(String header) throws IOException {
        Path file = file(header, 8);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("x.safetensors");
    }

    @Test
    void refusesAHeaderLengthBeyondTheFile() throws IOException {
        Path file = Files.write(folder.resolve("x.safetensors"), new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InvalidInputException.class);
        Path empty = Files.write(folder.resolve("y.safetensors"), new byte[0]);
        assertThatThrownBy(() -> Safetensors.read(empty)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2147483647,2147483647,0]", "[65536,65536,65536,65536]", "[2147483647,2147483647,2]"})
    void refusesShapesWhoseProductOverflows(String shape) throws IOException {
        Path file = file("{\"a\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,0]}}", 0);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a has the shape " + shape);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none.safetensors")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none.safetensors: there is no such file");
    }
}
