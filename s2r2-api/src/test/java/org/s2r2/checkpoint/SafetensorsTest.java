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

    @Test
    void notesBesideTheArraysAreWrittenAndRead() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, HostArray> arrays = Map.of("a", new HostArray(new int[] {1}, new float[] {3}));
        Safetensors.write(file, arrays, Map.of("format", "pt"));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(new String(bytes, 8, bytes.length - 8, StandardCharsets.ISO_8859_1))
                .startsWith("{\"__metadata__\":{\"format\":\"pt\"},\"a\":{");
        assertThat(Safetensors.read(file)).isEqualTo(arrays);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(read.names()).containsExactly("a");
        }
        Safetensors.write(file, arrays);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.metadata()).isEmpty();
        }
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOneBefore() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Map<String, HostArray> arrays = Map.of("a", new HostArray(new int[] {1}, new float[] {3}));
        Safetensors.write(file, arrays);
        Files.createDirectory(folder.resolve("w.safetensors.tmp"));
        Files.createFile(folder.resolve("w.safetensors.tmp/in-the-way"));
        assertThatThrownBy(() -> Safetensors.write(file, Map.of())).isInstanceOf(IOException.class);
        assertThat(Safetensors.read(file)).isEqualTo(arrays);
    }

    /** The bits are those that NumPy and PyTorch give for these numbers. */
    @Test
    void otherFloatingPointTypesAreReadAsSinglePrecisionOneByOne() throws IOException {
        String header = """
                {"half":{"dtype":"F16","shape":[8],"data_offsets":[0,16]},\
                "brain":{"dtype":"BF16","shape":[2,2],"data_offsets":[16,24]},\
                "double":{"dtype":"F64","shape":[3],"data_offsets":[24,48]},\
                "count":{"dtype":"I64","shape":[],"data_offsets":[48,56]},\
                "flags":{"dtype":"BOOL","shape":[3],"data_offsets":[56,59]}}""";
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 59).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        for (int half : new int[] {0x3C00, 0xC000, 0x7BFF, 0x0001, 0x0400, 0x3555, 0x7C00, 0x8000}) {
            bytes.putShort((short) half);
        }
        for (int brain : new int[] {0x3F80, 0xC049, 0x7F80, 0x0001}) {
            bytes.putShort((short) brain);
        }
        bytes.putDouble(0.1).putDouble(-1e300).putDouble(1.0000000596046448).putLong(7);
        Path file = Files.write(folder.resolve("x.safetensors"), bytes.array());

        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.read("half").values()).containsExactly(
                    1, -2, 65504, 5.9604645e-8f, 6.1035156e-5f, 0.33325195f, Float.POSITIVE_INFINITY, -0.0f);
            HostArray brain = read.read("brain");
            assertThat(brain.shape()).containsExactly(2, 2);
            assertThat(brain.values()).containsExactly(1, -3.140625f, Float.POSITIVE_INFINITY, 9.18355e-41f);
            assertThat(read.read("double").values()).containsExactly(0.1f, Float.NEGATIVE_INFINITY, 1.0f);
            assertThat(read.shape("count")).isEmpty();
            assertThat(read.shape("flags")).containsExactly(3);
            assertThatThrownBy(() -> read.read("count"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("x.safetensors: found count of type I64, expected one of F32, F16, BF16, F64");
            assertThatThrownBy(() -> read.read("weight"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("weight");
        }
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half has type F16; only F32 is read");
    }

    @Test
    void arraysAreReadAcrossChunks() throws IOException {
        float[] values = new float[(1 << 18) + 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.5f;
        }
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        arrays.put("long", new HostArray(new int[] {values.length}, values));
        arrays.put("next", new HostArray(new int[] {1}, new float[] {-1}));
        Path file = folder.resolve("long.safetensors");
        Safetensors.write(file, arrays);
        assertThat(Files.size(file) % 4).isZero();
        assertThat(Safetensors.read(file)).isEqualTo(arrays);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":{\"step\":7},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":[\"pt\"],\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":\"pt\",\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
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
