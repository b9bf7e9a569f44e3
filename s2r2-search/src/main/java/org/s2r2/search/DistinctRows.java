package org.s2r2.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of pictures, each once: equal ones, as of copies of a file, would fill each other's neighbours in a graph and cut it
 * into islands.
 *
 * @param rows in the order of their first pictures
 * @param pictures of each row, ascending
 */
record DistinctRows(UnitRows rows, int[][] pictures) {

    /** A row as a key: two are equal where all their bits are. */
    private static final class Key {

        private final float[] row;

        private Key(float[] row) {
            this.row = row;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(row, key.row);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(row);
        }
    }

    static DistinctRows of(UnitRows all) {
        Map<Key, List<Integer>> groups = new LinkedHashMap<>();
        for (int picture = 0; picture < all.count(); picture++) {
            groups.computeIfAbsent(new Key(all.row(picture)), any -> new ArrayList<>(1)).add(picture);
        }
        float[][] rows = groups.keySet().stream().map(key -> key.row).toArray(float[][]::new);
        int[][] pictures = groups.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        return new DistinctRows(new UnitRows(rows, all.dimension()), pictures);
    }

    int count() {
        return pictures.length;
    }
}
