package org.s2r2.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Pictures that are like no other. */
public final class Outliers {

    /** How many nearest pictures are looked at. */
    public static final int NEIGHBOURS = 10;

    private Outliers() {}

    /** {@link #ranked(PictureIndex, int)} by the 10 nearest pictures. */
    public static List<Match> ranked(PictureIndex index) {
        return ranked(index, NEIGHBOURS);
    }

    /**
     * All pictures, the least like others first.
     *
     * @param neighbours how many nearest pictures are looked at, 1 or more
     * @return each with its mean similarity to its nearest pictures; -1 where there is no other picture
     */
    public static List<Match> ranked(PictureIndex index, int neighbours) {
        Match[] ranked = new Match[index.size()];
        NearestOfAll.each(index, neighbours, (picture, nearest) -> {
            double mean = nearest.stream().mapToDouble(Match::similarity).average().orElse(-1);
            ranked[picture] = new Match(picture, (float) mean);
        });
        Arrays.sort(ranked, Comparator.comparingDouble((Match match) -> match.similarity()).thenComparingInt(Match::picture));
        return List.of(ranked);
    }
}
