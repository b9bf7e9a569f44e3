package org.s2r2.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Groups of pictures that are nearly the same. */
public final class Duplicates {

    /** The least similarity of near-duplicates; docs/search.md has what it finds. */
    public static final float THRESHOLD = 0.9f;

    /** The most that the pixels of near-duplicates differ, in grey levels. */
    private static final double PIXEL_DIFFERENCE = 8;

    private static final int NEIGHBOURS = 20;

    private Duplicates() {}

    /**
     * Groups of near-duplicates: two pictures are in one group where a chain of pairs leads from one to the other. A pair is
     * two pictures of which one is among the {@value #NEIGHBOURS} nearest of the other and at least so similar, and whose pixels, shrunk to 16 x 16 and
     * mirrored or not, differ by at most {@value #PIXEL_DIFFERENCE} of 255 grey levels: embeddings alone take two pictures of
     * the same kind for copies.
     *
     * @param threshold the least similarity of a pair, -1 to 1
     * @return groups of two or more pictures, each ascending, in the order of their first pictures
     */
    public static List<List<Integer>> groups(PictureIndex index, float threshold) {
        int[][] copies = new int[index.size()][];
        NearestOfAll.each(index, NEIGHBOURS, (picture, nearest) -> copies[picture] = nearest.stream()
                .filter(match -> match.similarity() >= threshold)
                .mapToInt(Match::picture)
                .filter(other -> index.pixelDifference(picture, other) <= PIXEL_DIFFERENCE)
                .toArray());
        int[] parents = new int[index.size()];
        Arrays.setAll(parents, i -> i);
        for (int picture = 0; picture < copies.length; picture++) {
            for (int other : copies[picture]) {
                join(parents, picture, other);
            }
        }
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        for (int picture = 0; picture < parents.length; picture++) {
            groups.computeIfAbsent(first(parents, picture), any -> new ArrayList<>()).add(picture);
        }
        return groups.values().stream().filter(group -> group.size() > 1).map(List::copyOf).toList();
    }

    private static void join(int[] parents, int one, int other) {
        int a = first(parents, one);
        int b = first(parents, other);
        parents[Math.max(a, b)] = Math.min(a, b);
    }

    /** The lowest picture of a group. */
    private static int first(int[] parents, int picture) {
        int at = picture;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}
