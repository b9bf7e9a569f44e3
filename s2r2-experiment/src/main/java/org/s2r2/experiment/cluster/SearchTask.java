package org.s2r2.experiment.cluster;

import java.util.Set;

/**
 * A search through the rows of Parquet files with a column {@code embedding} and, for protocols, {@code label}.
 *
 * @param rows the file or folder of the rows that are searched
 * @param queries the file or folder of those that are searched for
 * @param protocols which to judge by, all for those that work by similarities alone; empty for none
 * @param neighbours how many of the nearest rows of each query to return, 0 for none
 */
public record SearchTask(String rows, String queries, Set<String> protocols, int neighbours) {

    public SearchTask {
        protocols = Set.copyOf(protocols);
    }
}
