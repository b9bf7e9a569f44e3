package org.s2r2.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.spark.table.EmbeddedRows;
import org.s2r2.spark.table.EmbeddingWriter;
import org.s2r2.spark.table.Storage;

/** Writes a table of random embeddings with random labels, to measure searches: FOLDER ROWS DIM SEED MASTER. */
final class RandomTable {

    private static final int ROWS_A_FILE = 50_000;
    private static final int CLASSES = 1000;

    private RandomTable() {}

    public static void main(String[] args) {
        String folder = Storage.absolute(args[0]);
        int rows = Integer.parseInt(args[1]);
        int dim = Integer.parseInt(args[2]);
        long seed = Long.parseLong(args[3]);
        try (JavaSparkContext spark = new JavaSparkContext(args[4], "random table")) {
            Storage.begin(folder);
            List<Integer> files = IntStream.range(0, (rows + ROWS_A_FILE - 1) / ROWS_A_FILE).boxed().toList();
            spark.parallelize(files, files.size()).foreach(file -> EmbeddingWriter.write(folder, file, 0,
                    random(file * ROWS_A_FILE, Math.min(ROWS_A_FILE, rows - file * ROWS_A_FILE), dim, new Random(seed + file))));
            Storage.finish(folder);
        }
    }

    private static EmbeddedRows random(int first, int rows, int dim, Random random) {
        float[] values = new float[rows * dim];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        int[] indices = IntStream.range(first, first + rows).toArray();
        int[] labels = random.ints(rows, 0, CLASSES).toArray();
        String[] names = IntStream.of(indices).mapToObj(Integer::toString).toArray(String[]::new);
        String[] classes = new String[rows];
        Arrays.fill(classes, "");
        return new EmbeddedRows(dim, values, indices, labels, null, names, classes, 0);
    }
}
