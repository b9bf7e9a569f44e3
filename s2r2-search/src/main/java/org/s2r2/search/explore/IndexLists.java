package org.s2r2.search.explore;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.s2r2.search.Duplicates;
import org.s2r2.search.Match;
import org.s2r2.search.Outliers;
import org.s2r2.search.PictureIndex;
import org.s2r2.search.Selection;

/** The lists of an index, as the commands {@code duplicates}, {@code outliers} and {@code select} make them. */
final class IndexLists implements PictureLists {

    private static final long SEED = 1;

    private final PictureIndex index;
    private List<Match> outliers = List.of();

    IndexLists(PictureIndex index) {
        this.index = index;
    }

    @Override
    public List<List<Integer>> duplicates(double threshold) {
        return Duplicates.groups(index, (float) threshold).stream()
                .sorted(Comparator.comparingInt(group -> -group.size()))
                .toList();
    }

    @Override
    public synchronized List<Match> outliers(int count) {
        if (outliers.isEmpty()) {
            outliers = Outliers.ranked(index);
        }
        return outliers.subList(0, Math.min(count, outliers.size()));
    }

    @Override
    public List<Integer> diverse(int count) {
        return Arrays.stream(Selection.diverse(index, count, SEED)).boxed().toList();
    }
}
