package org.s2r2.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes rows into a Parquet file that is whole or not there. */
public final class EmbeddingWriter {

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message embeddings {
              required int64 index;
              required binary name (STRING);
              optional int32 label;
              required binary classes (STRING);
              required group embedding (LIST) {
                repeated group list {
                  required float element;
                }
              }
            }
            """);

    /** Small enough that many tasks can search a file, each in groups of its own. */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private EmbeddingWriter() {}

    /**
     * Writes a part of a table.
     *
     * @param attempt tells apart the temporary files of tasks that do the same
     */
    public static void write(String folder, int part, long attempt, EmbeddedRows rows) {
        Path temporary = new Path(folder, "_" + part + "-" + attempt);
        Path file = new Path(folder, String.format(Locale.ROOT, "part-%05d.parquet", part));
        try {
            FileSystem files = Storage.of(file);
            try (ParquetWriter<Integer> writer =
                    new Builder(HadoopOutputFile.fromPath(temporary, Storage.configuration()), rows)
                            .withConf(Storage.configuration())
                            .withRowGroupSize(ROW_GROUP_BYTES)
                            .withDictionaryEncoding("embedding.list.element", false)
                            .withWriteMode(Mode.OVERWRITE)
                            .build()) {
                for (int row = 0; row < rows.rows(); row++) {
                    writer.write(row);
                }
            }
            files.delete(file, false);
            if (!files.rename(temporary, file)) {
                throw new IOException("cannot be renamed from " + temporary.getName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {

        private final EmbeddedRows rows;

        Builder(OutputFile file, EmbeddedRows rows) {
            super(file);
            this.rows = rows;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // Parquet's own way without Hadoop's configuration calls this one.
        protected WriteSupport<Integer> getWriteSupport(Configuration conf) {
            return new Rows(rows);
        }
    }

    /** Writes rows by their positions. */
    private static final class Rows extends WriteSupport<Integer> {

        private final EmbeddedRows rows;
        private RecordConsumer out;

        Rows(EmbeddedRows rows) {
            this.rows = rows;
        }

        @Override
        @SuppressWarnings("deprecation") // The other one calls it.
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            out = consumer;
        }

        @Override
        public void write(Integer row) {
            out.startMessage();
            field("index", 0, () -> out.addLong(rows.indices()[row]));
            field("name", 1, () -> out.addBinary(Binary.fromString(rows.names()[row])));
            if (rows.labels()[row] >= 0) {
                field("label", 2, () -> out.addInteger(rows.labels()[row]));
            }
            field("classes", 3, () -> out.addBinary(Binary.fromString(rows.classes()[row])));
            field("embedding", 4, () -> {
                out.startGroup();
                field("list", 0, () -> {
                    for (int i = 0; i < rows.dim(); i++) {
                        float value = rows.values()[row * rows.dim() + i];
                        out.startGroup();
                        field("element", 0, () -> out.addFloat(value));
                        out.endGroup();
                    }
                });
                out.endGroup();
            });
            out.endMessage();
        }

        private void field(String name, int index, Runnable value) {
            out.startField(name, index);
            value.run();
            out.endField(name, index);
        }
    }
}
