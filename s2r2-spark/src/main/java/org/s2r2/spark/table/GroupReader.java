package org.s2r2.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.spark.table.EmbeddingTable.Group;
import org.s2r2.tensor.HostArray;

/** Reads groups of rows in blocks, so that no more than some thousand rows are in memory as arrays. */
public final class GroupReader {

    private static final int BLOCK_VALUES = 1 << 20;
    private static final String EMBEDDING = "embedding";
    private static final String LABEL = "label";

    private GroupReader() {}

    /**
     * Consecutive rows.
     *
     * @param firstRow the number of the first in the table
     * @param values [rows, dim], finite
     * @param labels [rows], -1 where a row has none
     */
    public record Block(int firstRow, HostArray values, int[] labels) {}

    /**
     * Hands all rows of a group to a consumer.
     *
     * @throws InvalidInputException if the file has no column of embeddings, rows differ in length, or a value is not finite
     */
    public static void read(Group group, Consumer<Block> consumer) {
        rows(group, EMBEDDING, (records, rows) -> {
            int row = 0;
            List<float[]> block = new ArrayList<>();
            int[] labels = new int[0];
            int dim = 0;
            while (row < group.rows()) {
                RowConverter record = records.read();
                float[] values = record.embedding(group, row);
                dim = row == 0 ? values.length : dim;
                if (values.length != dim || dim == 0) {
                    throw new InvalidInputException(group.table() + ": row " + (group.firstRow() + row) + " has "
                            + values.length + " values, expected " + (dim == 0 ? "at least 1" : dim));
                }
                if (block.isEmpty()) {
                    labels = new int[Math.min(group.rows() - row, Math.max(1, BLOCK_VALUES / dim))];
                }
                labels[block.size()] = record.label();
                block.add(values);
                row++;
                if (block.size() == labels.length) {
                    consumer.accept(new Block(group.firstRow() + row - labels.length, matrix(block, dim), labels));
                    block.clear();
                }
            }
        });
    }

    /** The labels of a group, -1 where a row has none. */
    public static int[] labels(Group group) {
        int[] labels = new int[group.rows()];
        rows(group, LABEL, (records, rows) -> {
            for (int row = 0; row < rows; row++) {
                labels[row] = records.read().label();
            }
        });
        return labels;
    }

    private static HostArray matrix(List<float[]> rows, int dim) {
        float[] values = new float[rows.size() * dim];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, values, row * dim, dim);
        }
        return HostArray.matrix(values, rows.size(), dim);
    }

    private interface Reading {
        void of(RecordReader<RowConverter> records, int rows);
    }

    /** @param wanted a column that has to be there */
    private static void rows(Group group, String wanted, Reading reading) {
        try (ParquetFileReader reader = EmbeddingTable.open(new Path(group.file()))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            List<Type> columns = new ArrayList<>();
            for (String name : wanted.equals(LABEL) ? List.of(LABEL) : Arrays.asList(EMBEDDING, LABEL)) {
                if (schema.containsField(name)) {
                    columns.add(schema.getType(name));
                } else if (name.equals(wanted)) {
                    throw new InvalidInputException(group.file() + ": found no column '" + name + "' among "
                            + schema.getFields().stream().map(Type::getName).toList() + ", expected it");
                }
            }
            MessageType asked = new MessageType(schema.getName(), columns);
            reader.setRequestedSchema(asked);
            PageReadStore pages = reader.readRowGroup(group.number());
            reading.of(new ColumnIOFactory().getColumnIO(asked, schema).getRecordReader(pages, new RowConverter(asked)), group.rows());
        } catch (IOException e) {
            throw new UncheckedIOException(group.file() + ": " + e.getMessage(), e);
        }
    }
}
