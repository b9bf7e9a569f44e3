package org.s2r2.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.s2r2.search.SearchMeasurement;

/** Measures the index of pictures on rows by chance. */
public final class SearchBench {

    /** How many rows lie around one centre, about. */
    private static final int ROWS_OF_A_CLUSTER = 100;

    private static final float SPREAD = 0.5f;

    private SearchBench() {}

    /** Where rows lie. */
    public enum Rows {
        /** Around centres, as embeddings do. */
        CLUSTERED,
        /** In all directions alike: no encoder gives such rows, and no index finds them easily. */
        UNIFORM
    }

    /**
     * Measures one kind of rows; the index lies in a folder for temporary files meanwhile.
     *
     * @param size of the index
     * @param queries of the same kind, which are not in the index
     * @param count how many nearest are looked for
     */
    public static SearchMeasurement run(Rows kind, int size, int dimension, int queries, int count) throws IOException {
        Path folder = Files.createTempDirectory("s2r2-bench-search");
        try {
            float[][] centres = rows(new float[1][dimension], 1, Math.max(1, size / ROWS_OF_A_CLUSTER), 1);
            float[][] around = kind == Rows.CLUSTERED ? centres : new float[1][dimension];
            return SearchMeasurement.of(
                    rows(around, SPREAD, size, 2), rows(around, SPREAD, queries, 3), count, folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.delete(file);
                }
            }
        }
    }

    private static float[][] rows(float[][] centres, float spread, int count, long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = centres[random.nextInt(centres.length)].clone();
            for (int k = 0; k < rows[row].length; k++) {
                rows[row][k] += spread * (float) random.nextGaussian();
            }
        }
        return rows;
    }
}
