package org.s2r2.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How well and how fast rows are found by an index, beside comparing all of them.
 *
 * @param recall of the nearest by comparing all, the part that the index finds too
 * @param milliseconds of each query to the index, the pictures in memory
 * @param exactMilliseconds of each query by comparing all
 * @param buildSeconds to build the graph, by one thread
 * @param openSeconds to open the index, its sums checked
 */
public record SearchMeasurement(
        double recall, double[] milliseconds, double[] exactMilliseconds, double buildSeconds, double openSeconds) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final IndexedEncoder ENCODER =
            new IndexedEncoder("", "", "", 0, "backbone", 1, "0".repeat(64), "0".repeat(64), "");

    /**
     * Measures rows as those of pictures.
     *
     * @param rows [pictures][dimension], of any length but 0
     * @param queries [queries][dimension]
     * @param count how many nearest are looked for
     * @param folder an empty one, for the index
     */
    public static SearchMeasurement of(float[][] rows, float[][] queries, int count, Path folder) throws IOException {
        List<IndexedPicture> pictures = new ArrayList<>();
        List<EmbeddedPicture> embedded = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            pictures.add(new IndexedPicture("class-" + i % 100 + "/picture-" + i + ".jpg", null,
                    "/pictures/of/a/data/set/class-" + i % 100 + "/picture-" + i + ".jpg", i, i, null));
            embedded.add(new EmbeddedPicture(UnitRows.unit(rows[i]), new byte[PixelSignature.BYTES]));
        }
        DistinctRows distinct = DistinctRows.of(
                new UnitRows(embedded.stream().map(EmbeddedPicture::row).toArray(float[][]::new), rows[0].length));
        long start = System.nanoTime();
        NeighbourGraph graph = NearestPictures.build(distinct);
        double buildSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        new IndexWriting(folder).write("measured rows", ENCODER, List.of(), pictures, embedded, List.of(), graph);
        start = System.nanoTime();
        PictureIndex index = PictureIndex.open(folder);
        double openSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        return queries(index, new NearestPictures(distinct, graph), queries, count, buildSeconds, openSeconds);
    }

    private static SearchMeasurement queries(PictureIndex index, NearestPictures all, float[][] queries, int count,
            double buildSeconds, double openSeconds) {
        double[] milliseconds = new double[queries.length];
        double[] exactMilliseconds = new double[queries.length];
        int found = 0;
        int expected = 0;
        for (float[] query : queries) {
            index.nearest(query, count); // once for the JVM to compile it
        }
        for (int i = 0; i < queries.length; i++) {
            long start = System.nanoTime();
            List<Match> matches = index.nearest(queries[i], count);
            long between = System.nanoTime();
            List<Match> exact = all.exact(UnitRows.unit(queries[i]), count);
            milliseconds[i] = (between - start) / NANOS_PER_MILLISECOND;
            exactMilliseconds[i] = (System.nanoTime() - between) / NANOS_PER_MILLISECOND;
            Set<Integer> nearest = exact.stream().map(Match::picture).collect(Collectors.toCollection(HashSet::new));
            expected += nearest.size();
            nearest.retainAll(matches.stream().map(Match::picture).toList());
            found += nearest.size();
        }
        return new SearchMeasurement(
                (double) found / expected, milliseconds, exactMilliseconds, buildSeconds, openSeconds);
    }
}
