package org.s2r2.spark.table;

import java.io.Serializable;
import java.util.Arrays;
import org.s2r2.experiment.Embedding.Embedded;

/**
 * The rows of some images.
 *
 * @param dim values of a row
 * @param values [rows, dim]
 * @param indices the index of the image of each row
 * @param labels the class of each row, -1 where it has none or may have several
 * @param labelSets [rows, classes] where it may have several, else null
 * @param names of the images
 * @param classes the names of the classes of each row, with semicolons between several
 * @param skipped images without a row
 */
public record EmbeddedRows(int dim, float[] values, int[] indices, int[] labels, boolean[][] labelSets, String[] names,
        String[] classes, int skipped) implements Serializable {

    /** @param from the index that the first of the images has among all */
    public static EmbeddedRows of(Embedded embedded, int from) {
        return new EmbeddedRows(
                embedded.features().values().shape()[1],
                embedded.features().values().values(),
                Arrays.stream(embedded.features().indices()).map(index -> index + from).toArray(),
                embedded.features().labels(),
                embedded.features().labelSets(),
                embedded.names().toArray(String[]::new),
                embedded.labels().toArray(String[]::new),
                embedded.skipped());
    }

    /** How many. */
    public int rows() {
        return indices.length;
    }
}
