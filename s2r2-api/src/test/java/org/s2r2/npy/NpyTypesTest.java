package org.s2r2.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.s2r2.settings.InvalidInputException;

/** The data behind the header is what numpy.save of NumPy 2.4 wrote for the array in the comment. */
class NpyTypesTest {

    @TempDir
    Path folder;

    /** numpy.array([[1, -2.5, 65504], [6e-8, 0.1, -0.0]], dtype='f2').astype('f8') */
    private static final double[] HALVES = {1, -2.5, 65504, 5.960464477539063e-08, 0.0999755859375, -0.0};

    private Path file(String descr, String order, String shape, String hex) throws IOException {
        String dictionary = "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
        String header = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
        byte[] data = HexFormat.of().parseHex(hex);
        byte[] preamble = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0};
        byte[] all = new byte[128 + data.length];
        System.arraycopy(preamble, 0, all, 0, 10);
        System.arraycopy(header.getBytes(StandardCharsets.ISO_8859_1), 0, all, 10, 118);
        System.arraycopy(data, 0, all, 128, data.length);
        return Files.write(folder.resolve("numpy.npy"), all);
    }

    @Test
    void halfPrecisionIsReadExactlyInEitherByteOrderAndStorageOrder() throws IOException {
        requireHalves(file("<f2", "False", "(2, 3)", "003c00c1ff7b0100662e0080"));
        requireHalves(file(">f2", "False", "(2, 3)", "3c00c1007bff00012e668000"));
        requireHalves(file("<f2", "True", "(2, 3)", "003c010000c1662eff7b0080"));
    }

    private static void requireHalves(Path file) {
        assertThat(Npy.readMatrixAsDoubles(file)).isEqualTo(new NpyMatrix(2, 3, HALVES));
        assertThat(Npy.readMatrix(file)).isEqualTo(new NpyMatrix(2, 3, HALVES).toFloats());
    }

    @Test
    void halfPrecisionVectorsAreReadAndWhatIsNotFiniteIsNamed() throws IOException {
        // numpy.array([0.5, 3], dtype='f2')
        assertThat(Npy.readVectorAsDoubles(file("<f2", "False", "(2,)", "00380042"))).containsExactly(0.5, 3);
        // numpy.array([[0.5], [numpy.inf]], dtype='f2')
        Path infinite = file("<f2", "False", "(2, 1)", "0038007c");
        assertThatThrownBy(() -> Npy.readMatrix(infinite))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(infinite + ": row 1 holds an infinite value; embeddings must be finite");
    }

    @Test
    void boolsAreSetsOfLabelsAndLabelsOfTwoClasses() throws IOException {
        // numpy.array([[True, False, True], [False, False, True]]), and the same by numpy.asfortranarray.
        boolean[][] sets = {{true, false, true}, {false, false, true}};
        assertThat(Npy.readLabelSets(file("|b1", "False", "(2, 3)", "010001000001"))).isDeepEqualTo(sets);
        assertThat(Npy.readLabelSets(file("|b1", "True", "(2, 3)", "010000000101"))).isDeepEqualTo(sets);
        // numpy.array([True, False])
        assertThat(Npy.readLabels(file("|b1", "False", "(2,)", "0100"))).containsExactly(1, 0);
        Path bools = file("|b1", "False", "(2, 3)", "010001000001");
        assertThatThrownBy(() -> Npy.readMatrix(bools))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(bools + ": holds bools, expected a matrix of float16, float32 or float64");
    }

    @Test
    void aMatrixOfOneColumnIsAVectorOfLabels() throws IOException {
        // numpy.array([[7], [0]], dtype='i2')
        Path column = file("<i2", "False", "(2, 1)", "07000000");
        assertThat(Npy.readLabels(column)).containsExactly(7, 0);
        Path row = file("<i2", "False", "(1, 2)", "07000000");
        assertThatThrownBy(() -> Npy.readLabels(row))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(row + ": shape (1, 2), expected one axis of labels, not empty");
    }

    @Test
    void aTypeThatIsNotReadIsRefusedWithThoseThatAre() throws IOException {
        // numpy.array([1j], dtype='c8')
        Path complex = file("<c8", "False", "(1,)", "000000000000803f");
        assertThatThrownBy(() -> Npy.readMatrix(complex))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(complex + ": the elements are '<c8', expected '<f2', '<f4' or '<f8' for a matrix, and whole"
                        + " numbers or '|b1' for labels");
    }
}
