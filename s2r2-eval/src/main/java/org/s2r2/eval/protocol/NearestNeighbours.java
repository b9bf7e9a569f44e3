package org.s2r2.eval.protocol;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.s2r2.tensor.HostArray;

/** The training rows most similar to each query, for looking at. */
public final class NearestNeighbours {

    private NearestNeighbours() {}

    /**
     * @param train [rows, dim]
     * @param queries [queries, dim]
     * @param ownRow for a query the training row of the same image, which is left out; -1 where there is none
     * @param k how many neighbours of each, at least 1; all training rows where there are fewer
     * @return for each query the indices of the rows with the highest cosine similarity, highest first, ties by index
     */
    public static int[][] of(HostArray train, HostArray queries, IntUnaryOperator ownRow, int k) {
        int[][] nearest = new int[queries.rows()][];
        new CosineSimilarities(train, queries, 1).forEachQuery(List.of(() -> {
            TopK top = new TopK(Math.min(k, train.rows()));
            return (query, row) -> nearest[query] = LongStream.of(top.select(row))
                    .mapToInt(CosineSimilarities::index)
                    .filter(index -> index != ownRow.applyAsInt(query))
                    .toArray();
        }), query -> ownRow.applyAsInt(query) < 0 ? new int[0] : new int[] {ownRow.applyAsInt(query)});
        return nearest;
    }
}
