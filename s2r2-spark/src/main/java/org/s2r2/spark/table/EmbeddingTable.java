package org.s2r2.spark.table;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.s2r2.settings.InvalidInputException;

/**
 * A table of embeddings that is read: one Parquet file or the files of a folder.
 *
 * @param name in messages
 * @param groups its parts in their order, each for one task to read
 */
public record EmbeddingTable(String name, List<Group> groups) {

    /**
     * A group of rows in one file.
     *
     * @param table the table's name
     * @param file its URI
     * @param number of the group in the file
     * @param firstRow the number of its first row in the table
     * @param rows how many it has
     */
    public record Group(String table, String file, int number, int firstRow, int rows) implements Serializable {}

    /**
     * Looks at the files of a table, and not at its rows.
     *
     * @throws InvalidInputException if there is no file, one is no Parquet file, or there are 2^31 rows or more
     */
    public static EmbeddingTable open(String place) {
        List<Group> groups = new ArrayList<>();
        long rows = 0;
        for (String file : Storage.files(place)) {
            try (ParquetFileReader reader = open(new Path(file))) {
                List<BlockMetaData> blocks = reader.getRowGroups();
                for (int number = 0; number < blocks.size(); number++) {
                    int count = Math.toIntExact(blocks.get(number).getRowCount());
                    if (rows + count > Integer.MAX_VALUE) {
                        throw new InvalidInputException(place + ": found more than " + Integer.MAX_VALUE + " rows");
                    }
                    groups.add(new Group(place, file, number, (int) rows, count));
                    rows += count;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": " + e.getMessage(), e);
            } catch (RuntimeException e) {
                if (e instanceof InvalidInputException) {
                    throw e;
                }
                throw new InvalidInputException(file + ": not a Parquet file (" + e.getMessage() + ")", e);
            }
        }
        if (rows == 0) {
            throw new InvalidInputException(place + ": found no rows, expected at least one");
        }
        return new EmbeddingTable(place, groups);
    }

    /** How many rows there are. */
    public int rows() {
        Group last = groups.get(groups.size() - 1);
        return last.firstRow() + last.rows();
    }

    static ParquetFileReader open(Path file) throws IOException {
        return ParquetFileReader.open(HadoopInputFile.fromPath(file, Storage.configuration()));
    }
}
