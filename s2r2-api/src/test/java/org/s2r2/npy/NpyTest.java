package org.s2r2.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

class NpyTest {

    @TempDir
    Path folder;

    private static final String MATRIX = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    @Test
    void aMatrixWrittenIsTheMatrixRead() throws IOException {
        Path file = folder.resolve("x.npy");
        Random random = new Random(1);
        float[] values = new float[123 * 457];
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
            doubles[i] = random.nextGaussian();
        }
        HostArray matrix = HostArray.matrix(values, 123, 457);
        Npy.write(file, matrix);
        assertThat(Npy.readMatrix(file)).isEqualTo(matrix);
        assertThat(Npy.readMatrixAsDoubles(file).toFloats()).isEqualTo(matrix);

        NpyMatrix exact = new NpyMatrix(123, 457, doubles);
        Npy.write(file, exact);
        assertThat(Npy.readMatrixAsDoubles(file)).isEqualTo(exact);
        assertThat(Npy.readMatrix(file)).isEqualTo(exact.toFloats());
    }

    @Test
    void labelsWrittenAreTheLabelsRead() throws IOException {
        Path file = folder.resolve("y.npy");
        int[] labels = {0, 7, Integer.MAX_VALUE};
        Npy.write(file, labels);
        assertThat(Npy.readLabels(file)).isEqualTo(labels);
        Npy.write(file, new long[] {0, 7, Integer.MAX_VALUE});
        assertThat(Npy.readLabels(file)).isEqualTo(labels);
    }

    @Test
    void labelSetsWrittenAreTheLabelSetsReadAndHaveTwoAxes() throws IOException {
        Path file = folder.resolve("y.npy");
        boolean[][] sets = {{true, false, false}, {false, true, true}};
        Npy.write(file, sets);
        assertThat(Npy.readLabelSets(file)).isDeepEqualTo(sets);
        assertThat(Npy.shape(file)).containsExactly(2L, 3L);
        // numpy.save of numpy.array([[1, 0, 0], [0, 1, 1]], dtype='u1') ends in these six bytes behind 128.
        byte[] bytes = Files.readAllBytes(file);
        assertThat(Arrays.copyOfRange(bytes, 128, bytes.length)).containsExactly(1, 0, 0, 0, 1, 1);
        assertThat(new String(bytes, 10, 59, StandardCharsets.ISO_8859_1))
                .isEqualTo("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }");
        Npy.write(file, new int[] {0, 1});
        assertThat(Npy.shape(file)).containsExactly(2L);
    }

    @Test
    void labelSetsAreReadInEitherOrderAndOnlyFromZerosAndOnes() throws IOException {
        String header = "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }\n";
        Path file = save(file(1, header, 24, data -> {
            data.order(ByteOrder.BIG_ENDIAN);
            for (int value : new int[] {1, 0, 0, 1, 0, 1}) {
                data.putInt(value);
            }
        }));
        assertThat(Npy.readLabelSets(file)).isDeepEqualTo(new boolean[][] {{true, false, false}, {false, true, true}});
        Path two = save(file(1, header, 24, data -> data.order(ByteOrder.BIG_ENDIAN).putInt(0).putInt(2)));
        assertThatThrownBy(() -> Npy.readLabelSets(two))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(two + ": row 1 holds 2; labels of any number of classes must be 0 or 1");
        Npy.write(two, new int[] {0, 1});
        assertThatThrownBy(() -> Npy.readLabelSets(two))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("shape (2,), expected (rows, classes) with at least 1 of each");
        Npy.write(two, HostArray.matrix(new float[] {1, 0}, 2, 1));
        assertThatThrownBy(() -> Npy.readLabelSets(two))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds floating-point numbers, expected whole numbers");
    }

    @Test
    void aWrittenFileIsByteForByteWhatNumpySaves() throws IOException {
        // numpy.save of numpy.array([[1, 2, 3], [4, 5, 6]], dtype='<f4'): the header is padded to 128 bytes in all.
        byte[] expected = file(1, (MATRIX + " ".repeat(117 - MATRIX.length()) + "\n"), 24, data -> {
            for (int i = 1; i <= 6; i++) {
                data.putFloat(i);
            }
        });
        Path written = folder.resolve("x.npy");
        Npy.write(written, HostArray.matrix(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        assertThat(expected).hasSize(128 + 24);
        assertThat(Files.readAllBytes(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyFormatVersionIsRead(int version) throws IOException {
        Path file = save(file(version, MATRIX + "\n", 24, data -> {
            for (int i = 1; i <= 6; i++) {
                data.putFloat(i);
            }
        }));
        assertThat(Npy.readMatrix(file).values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void bigEndianAndColumnMajorFilesAreReadAsTheSameMatrix() throws IOException {
        String header = "{\"shape\":(2,3),\"fortran_order\":True,\"descr\":\">f8\"}";
        Path file = save(file(1, header, 48, data -> {
            data.order(ByteOrder.BIG_ENDIAN);
            for (double value : new double[] {1, 4, 2, 5, 3, 6}) {
                data.putDouble(value);
            }
        }));
        assertThat(Npy.readMatrixAsDoubles(file)).isEqualTo(new NpyMatrix(2, 3, new double[] {1, 2, 3, 4, 5, 6}));
        assertThat(Npy.readMatrix(file).values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({"|i1,1", "|u1,1", "<i2,2", "<u2,2", "<i4,4", "<u4,4", "<i8,8", "<u8,8"})
    void everyWholeNumberTypeIsReadAsLabels(String descr, int bytes) throws IOException {
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (3,), }\n";
        Path file = save(file(1, header, 3 * bytes, data -> {
            for (int label : new int[] {0, 5, 127}) {
                data.put((byte) label).put(new byte[bytes - 1]);
            }
        }));
        assertThat(Npy.readLabels(file)).containsExactly(0, 5, 127);
    }

    @Test
    void unsignedBytesAbove127AreNotNegative() throws IOException {
        Path file = save(file(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", 1,
                data -> data.put((byte) 200)));
        assertThat(Npy.readLabels(file)).containsExactly(200);
    }

    @Test
    void aRowThatIsNotFiniteIsNamed() throws IOException {
        Path file = folder.resolve("X.npy");
        float[] values = new float[10];
        values[7] = Float.NaN;
        Npy.write(file, HostArray.matrix(values, 5, 2));
        String message = file + ": row 3 holds NaN; embeddings must be finite";
        assertThatThrownBy(() -> Npy.readMatrix(file)).isInstanceOf(InvalidInputException.class).hasMessage(message);
        assertThatThrownBy(() -> Npy.readMatrixAsDoubles(file)).hasMessage(message);

        Npy.write(file, new NpyMatrix(2, 1, new double[] {0, Double.NEGATIVE_INFINITY}));
        assertThatThrownBy(() -> Npy.readMatrixAsDoubles(file)).hasMessageContaining("row 1 holds an infinite value");
        Npy.write(file, new NpyMatrix(2, 1, new double[] {1e300, 1}));
        assertThat(Npy.readMatrixAsDoubles(file).values()).containsExactly(1e300, 1);
        assertThatThrownBy(() -> Npy.readMatrix(file)).hasMessageContaining("row 0 holds 1.0E300");
    }

    @Test
    void aLabelOutOfRangeIsNamed() throws IOException {
        Path file = folder.resolve("y.npy");
        Npy.write(file, new int[] {1, -1});
        assertThatThrownBy(() -> Npy.readLabels(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("row 1 holds -1; labels must be from 0 to 2147483647");
        Npy.write(file, new long[] {1L << 40});
        assertThatThrownBy(() -> Npy.readLabels(file)).hasMessageContaining("row 0 holds 1099511627776");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "{",
        "{}",
        "[1, 2]",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': True}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} and more",
        "{'descr': '<f4', 'fortran_order': 'no', 'shape': (2, 3)}",
        "{'descr': '<f3', 'fortran_order': False, 'shape': (2, 4)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<F4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': '6'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 8)}",
        "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3)}",
    })
    void aHostileHeaderIsRefusedWithTheFilesName(String header) throws IOException {
        Path file = save(file(1, header, 24, data -> {}));
        assertRefused(file);
    }

    @Test
    void headersThatLieAboutLengthOrVersionAreRefused() throws IOException {
        byte[] good = file(1, MATRIX, 24, data -> {});
        for (int length = 0; length < good.length; length++) {
            assertRefused(save(Arrays.copyOf(good, length)));
        }
        assertRefused(save(Arrays.copyOf(good, good.length + 1)));
        byte[] version = good.clone();
        version[6] = 4;
        assertRefused(save(version));
        byte[] longHeader = file(2, MATRIX, 24, data -> {});
        longHeader[11] = (byte) 0xff;
        assertRefused(save(longHeader));
        assertRefused(save(file(1, "{'descr':" + " ".repeat(60_000) + "}", 24, data -> {})));
        assertRefused(folder);
        assertRefused(folder.resolve("missing.npy"));
    }

    @Test
    void floatsAndMatricesAreNotLabels() throws IOException {
        Path file = folder.resolve("y.npy");
        Npy.write(file, HostArray.matrix(new float[] {1, 2}, 2, 1));
        assertThatThrownBy(() -> Npy.readLabels(file)).hasMessageContaining("expected whole numbers");
        Path matrix = save(file(1, "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }", 24, data -> {}));
        assertThatThrownBy(() -> Npy.readLabels(matrix))
                .hasMessageContaining("shape (2, 3), expected one axis of labels");
    }

    private void assertRefused(Path file) {
        assertThatThrownBy(() -> Npy.readMatrix(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": ");
        assertThatThrownBy(() -> Npy.readMatrixAsDoubles(file)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Npy.readLabels(file)).isInstanceOf(InvalidInputException.class);
    }

    private Path save(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("made-by-hand.npy"), bytes);
    }

    private static byte[] file(int version, String header, int dataBytes, Consumer<ByteBuffer> data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer file = ByteBuffer.allocate(8 + lengthBytes + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        file.put(text);
        data.accept(file);
        return file.array();
    }

    @Test
    void aMatrixThatCannotBeWrittenLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("kept.npy");
        Npy.write(file, new int[] {1, 2});
        Files.createDirectory(folder.resolve("kept.npy.tmp"));
        assertThatThrownBy(() -> Npy.write(file, new int[] {3})).isInstanceOf(IOException.class);
        assertThat(Npy.readLabels(file)).containsExactly(1, 2);
    }
}
