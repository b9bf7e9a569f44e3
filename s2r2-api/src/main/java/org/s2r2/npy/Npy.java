package org.s2r2.npy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.s2r2.file.IoReason;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;

/**
 * Reads and writes NumPy's .npy files (format versions 1.0 to 3.0, NumPy Enhancement Proposal 1 and
 * {@code numpy.lib.format}). Reading takes either byte order and either storage order; writing gives version 1.0,
 * little-endian, row-major. A header is believed only where the file's size bears it out; a file is written whole or not
 * at all.
 *
 * <p>Every reading method ends in an {@link InvalidInputException} that names the file where it cannot be used.
 */
public final class Npy {

    private Npy() {}

    /**
     * A matrix of float16, float32 or float64 values, the last rounded to single precision.
     *
     * @return [rows, columns], at least 1 of each, finite
     * @throws InvalidInputException if the file is not such a matrix, or a row holds NaN or an infinite value, or a
     *     float64 value beyond the range of single precision
     */
    public static HostArray readMatrix(Path path) {
        return read(path, file -> {
            Shape shape = matrixShape(file);
            float[] values = new float[shape.rows * shape.columns];
            for (int i = 0; i < values.length; i++) {
                int target = shape.target(i);
                double value = file.nextDouble();
                requireFinite(file, value, target / shape.columns);
                values[target] = (float) value;
                if (Float.isInfinite(values[target])) {
                    throw file.invalid("row " + target / shape.columns + " holds " + value
                            + "; embeddings must be within single precision");
                }
            }
            return HostArray.matrix(values, shape.rows, shape.columns);
        });
    }

    /**
     * A matrix of float16, float32 or float64 values in double precision.
     *
     * @return [rows, columns], at least 1 of each, finite
     * @throws InvalidInputException if the file is not such a matrix, or a row holds NaN or an infinite value
     */
    public static NpyMatrix readMatrixAsDoubles(Path path) {
        return read(path, file -> {
            Shape shape = matrixShape(file);
            double[] values = new double[shape.rows * shape.columns];
            for (int i = 0; i < values.length; i++) {
                int target = shape.target(i);
                double value = file.nextDouble();
                requireFinite(file, value, target / shape.columns);
                values[target] = value;
            }
            return new NpyMatrix(shape.rows, shape.columns, values);
        });
    }

    /**
     * A vector of float16, float32 or float64 values in double precision; a matrix of one row counts as one.
     *
     * @return at least 1 value, finite
     * @throws InvalidInputException if the file is not such a vector, or holds NaN or an infinite value
     */
    public static double[] readVectorAsDoubles(Path path) {
        if (shape(path).size() == 2) {
            NpyMatrix matrix = readMatrixAsDoubles(path);
            if (matrix.rows() != 1) {
                throw new InvalidInputException(path + ": found shape [" + matrix.rows() + ", " + matrix.columns()
                        + "], expected a vector or a matrix of one row");
            }
            return matrix.values();
        }
        return read(path, file -> {
            NpyHeader header = file.header();
            if (header.shape().size() != 1 || header.shape().get(0) < 1 || header.shape().get(0) > Integer.MAX_VALUE - 8) {
                throw file.invalid("shape " + header.shownShape() + ", expected one axis, not empty");
            }
            double[] values = new double[header.shape().get(0).intValue()];
            for (int i = 0; i < values.length; i++) {
                values[i] = file.nextDouble();
                requireFinite(file, values[i], i);
            }
            return values;
        });
    }

    /**
     * A vector of labels: signed or unsigned whole numbers of 1 to 8 bytes, or bools for 0 and 1. A matrix of one column
     * counts as one.
     *
     * @return [rows], at least 1, each 0 or more
     * @throws InvalidInputException if the file is not such a vector, or a row holds a label out of range
     */
    public static int[] readLabels(Path path) {
        return read(path, file -> {
            NpyHeader header = file.header();
            requireWholeNumbers(file);
            boolean one = header.shape().size() == 1 || header.shape().size() == 2 && header.shape().get(1) == 1;
            if (!one || header.shape().get(0) < 1 || header.shape().get(0) > Integer.MAX_VALUE - 8) {
                throw file.invalid("shape " + header.shownShape() + ", expected one axis of labels, not empty");
            }
            int[] labels = new int[header.shape().get(0).intValue()];
            for (int row = 0; row < labels.length; row++) {
                long label = file.nextLong();
                if (label < 0 || label > Integer.MAX_VALUE) {
                    throw file.invalid("row " + row + " holds " + shown(file, label) + "; labels must be from 0 to "
                            + Integer.MAX_VALUE);
                }
                labels[row] = (int) label;
            }
            return labels;
        });
    }

    /**
     * A matrix of labels, 1 where a row has a class and 0 where it has not: signed or unsigned whole numbers of 1 to 8
     * bytes, or bools.
     *
     * @return [rows, classes], at least 1 of each
     * @throws InvalidInputException if the file is not such a matrix, or a row holds another number
     */
    public static boolean[][] readLabelSets(Path path) {
        return read(path, file -> {
            requireWholeNumbers(file);
            Shape shape = shape(file, "(rows, classes)");
            boolean[][] labels = new boolean[shape.rows][shape.columns];
            for (int i = 0; i < shape.rows * shape.columns; i++) {
                int target = shape.target(i);
                int row = target / shape.columns;
                long value = file.nextLong();
                if (value != 0 && value != 1) {
                    throw file.invalid("row " + row + " holds " + shown(file, value)
                            + "; labels of any number of classes must be 0 or 1");
                }
                labels[row][target % shape.columns] = value == 1;
            }
            return labels;
        });
    }

    /**
     * The lengths of an array's axes.
     *
     * @throws InvalidInputException if the file is no .npy file
     */
    public static List<Long> shape(Path path) {
        return read(path, file -> file.header().shape());
    }

    /** Writes a matrix [rows, columns] as float32. */
    public static void write(Path path, HostArray matrix) throws IOException {
        if (matrix.shape().length != 2) {
            throw new IllegalArgumentException("expected a matrix, found " + matrix);
        }
        float[] values = matrix.values();
        NpyWriter.write(path, "<f4", matrix.shape(), values.length, 4, (to, i) -> to.putFloat(values[i]));
    }

    /** Writes a matrix as float64. */
    public static void write(Path path, NpyMatrix matrix) throws IOException {
        double[] values = matrix.values();
        int[] shape = {matrix.rows(), matrix.columns()};
        NpyWriter.write(path, "<f8", shape, values.length, 8, (to, i) -> to.putDouble(values[i]));
    }

    /** Writes a vector as int32. */
    public static void write(Path path, int[] vector) throws IOException {
        NpyWriter.write(path, "<i4", new int[] {vector.length}, vector.length, 4, (to, i) -> to.putInt(vector[i]));
    }

    /**
     * Writes rows of whole numbers as a matrix [rows, columns] of int32.
     *
     * @param numbers at least 1 row, all of one length
     */
    public static void write(Path path, int[][] numbers) throws IOException {
        int columns = numbers[0].length;
        int[] shape = {numbers.length, columns};
        NpyWriter.write(path, "<i4", shape, Math.multiplyExact(numbers.length, columns), 4,
                (to, i) -> to.putInt(numbers[i / columns][i % columns]));
    }

    /** Writes a vector as int64. */
    public static void write(Path path, long[] vector) throws IOException {
        NpyWriter.write(path, "<i8", new int[] {vector.length}, vector.length, 8, (to, i) -> to.putLong(vector[i]));
    }

    /**
     * Writes rows of flags as a matrix [rows, columns] of uint8, 1 where a flag is set.
     *
     * @param flags at least 1 row, all of one length
     */
    public static void write(Path path, boolean[][] flags) throws IOException {
        int columns = flags[0].length;
        int[] shape = {flags.length, columns};
        NpyWriter.write(path, "|u1", shape, Math.multiplyExact(flags.length, columns), 1,
                (to, i) -> to.put((byte) (flags[i / columns][i % columns] ? 1 : 0)));
    }

    private interface Reading<T> {
        T from(NpyFile file) throws IOException;
    }

    private static <T> T read(Path path, Reading<T> reading) {
        try (NpyFile file = NpyFile.open(path)) {
            return reading.from(file);
        } catch (IOException e) {
            throw new InvalidInputException(path + ": cannot be read (" + IoReason.of(e) + "), expected a readable .npy file", e);
        }
    }

    private record Shape(int rows, int columns, boolean columnMajor) {
        /** Where the element at a position in the file goes in row-major order. */
        int target(int position) {
            return columnMajor ? position % rows * columns + position / rows : position;
        }
    }

    private static Shape matrixShape(NpyFile file) {
        NpyHeader header = file.header();
        if (!header.type().floating) {
            throw file.invalid("holds " + (header.type() == ElementType.B1 ? "bools" : "whole numbers")
                    + ", expected a matrix of float16, float32 or float64");
        }
        return shape(file, "(rows, columns)");
    }

    private static void requireWholeNumbers(NpyFile file) {
        if (file.header().type().floating) {
            throw file.invalid("holds floating-point numbers, expected whole numbers as labels");
        }
    }

    private static String shown(NpyFile file, long number) {
        return file.header().type() == ElementType.U8 ? Long.toUnsignedString(number) : Long.toString(number);
    }

    private static Shape shape(NpyFile file, String axes) {
        NpyHeader header = file.header();
        boolean two = header.shape().size() == 2;
        long rows = two ? header.shape().get(0) : 0;
        long columns = two ? header.shape().get(1) : 0;
        if (rows < 1 || columns < 1) {
            throw file.invalid("shape " + header.shownShape() + ", expected " + axes + " with at least 1 of each");
        }
        // Both lengths are bounded by the file's size, so the product cannot overflow.
        if (rows * columns > Integer.MAX_VALUE - 8) {
            throw file.invalid("shape " + header.shownShape() + ", expected at most " + (Integer.MAX_VALUE - 8)
                    + " values");
        }
        return new Shape((int) rows, (int) columns, header.columnMajor());
    }

    private static void requireFinite(NpyFile file, double value, int row) {
        if (!Double.isFinite(value)) {
            String found = Double.isNaN(value) ? "NaN" : "an infinite value";
            throw file.invalid("row " + row + " holds " + found + "; embeddings must be finite");
        }
    }
}
