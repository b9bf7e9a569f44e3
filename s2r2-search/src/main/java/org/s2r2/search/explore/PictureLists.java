package org.s2r2.search.explore;

import java.util.List;
import org.s2r2.search.Match;

/** What an index has to say of its own pictures. */
interface PictureLists {

    /** Groups of near-duplicates, as numbers of pictures; the largest group first. */
    List<List<Integer>> duplicates(double threshold);

    /** The pictures that are least like their neighbours, with how like they are; the least alike first. */
    List<Match> outliers(int count);

    /** Pictures that differ as much as possible, in the order in which to label them. */
    List<Integer> diverse(int count);
}
