package org.s2r2.spark.table;

import java.util.Arrays;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.spark.table.EmbeddingTable.Group;

/**
 * The row that was read last. Lists come in several shapes, by the program that wrote them; all have their numbers at the
 * bottom, in their order.
 */
final class RowConverter extends RecordMaterializer<RowConverter> {

    private final GroupConverter root;
    private float[] values = new float[128];
    private int length;
    private long label;

    RowConverter(MessageType columns) {
        Converter[] converters = columns.getFields().stream()
                .map(column -> column.getName().equals("label") ? new Label() : values(column))
                .toArray(Converter[]::new);
        this.root = new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return converters[field];
            }

            @Override
            public void start() {
                length = 0;
                label = -1;
            }

            @Override
            public void end() {
                // The row stays until the next.
            }
        };
    }

    private Converter values(Type type) {
        return type.isPrimitive() ? new Value() : new Nested(type.asGroupType());
    }

    @Override
    public RowConverter getCurrentRecord() {
        return this;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    /** The label, -1 where there is none. */
    int label() {
        return (int) label;
    }

    /** @throws InvalidInputException if a value is not finite */
    float[] embedding(Group group, int row) {
        float[] embedding = Arrays.copyOf(values, length);
        for (float value : embedding) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException(group.table() + ": row " + (group.firstRow() + row) + " holds "
                        + (Float.isNaN(value) ? "NaN" : "an infinite value") + "; embeddings must be finite");
            }
        }
        return embedding;
    }

    private final class Label extends PrimitiveConverter {
        @Override
        public void addInt(int value) {
            addLong(value);
        }

        @Override
        public void addLong(long value) {
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new InvalidInputException(
                        "label: found " + value + ", expected whole numbers from 0 to " + Integer.MAX_VALUE);
            }
            label = value;
        }
    }

    private final class Value extends PrimitiveConverter {
        @Override
        public void addFloat(float value) {
            if (length == values.length) {
                values = Arrays.copyOf(values, 2 * length);
            }
            values[length++] = value;
        }

        @Override
        public void addDouble(double value) {
            addFloat((float) value);
        }
    }

    private final class Nested extends GroupConverter {

        private final Converter[] inner;

        Nested(GroupType type) {
            inner = type.getFields().stream().map(RowConverter.this::values).toArray(Converter[]::new);
        }

        @Override
        public Converter getConverter(int field) {
            return inner[field];
        }

        @Override
        public void start() {
            // Nothing is kept of the nesting.
        }

        @Override
        public void end() {
            // Nothing is kept of the nesting.
        }
    }
}
