package org.s2r2.eval.protocol;

import java.util.List;
import org.s2r2.tensor.HostArray;

/** The training rows most similar to each query, for looking at. */
public final class NearestNeighbours {

    private NearestNeighbours() {}

    /**
     * @param train [rows, dim]
     * @param queries [queries, dim]
     * @param k how many neighbours of each, at least 1; all training rows where there are fewer
     * @return for each query the indices of the rows with the highest cosine similarity, highest first, ties by index
     */
    public static int[][] of(HostArray train, HostArray queries, int k) {
        int[][] nearest = new int[queries.rows()][];
        new CosineSimilarities(train, queries, 1).forEachQuery(List.of(() -> {
            TopK top = new TopK(Math.min(k, train.rows()));
            return (query, row) -> {
                long[] keys = top.select(row);
                int[] indices = new int[keys.length];
                for (int i = 0; i < keys.length; i++) {
                    indices[i] = CosineSimilarities.index(keys[i]);
                }
                nearest[query] = indices;
            };
        }));
        return nearest;
    }
}
