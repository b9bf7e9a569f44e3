package org.s2r2.search.explore;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.s2r2.data.image.RgbImage;
import org.s2r2.search.PictureIndex;

/**
 * What a page shows.
 *
 * @param name what to call the index
 * @param index the pictures
 * @param lists duplicates, outliers and selections of them
 * @param encoder embeds pictures that are sent; empty where there is none any more that embeds as the index's did
 * @param noEncoder why it is empty
 * @param beside another index, whose map is shown beside that of the first
 */
record Explored(
        String name,
        PictureIndex index,
        PictureLists lists,
        Optional<Function<RgbImage, float[]>> encoder,
        String noEncoder,
        Optional<Beside> beside) {

    /**
     * The same pictures as another encoder, or another checkpoint, sees them.
     *
     * @param name what to call that index
     * @param index the index
     * @param own for every picture of the page its number there, or -1
     */
    record Beside(String name, PictureIndex index, int[] own) {

        /** Pictures are the same where they have the same name. */
        static Beside of(String name, PictureIndex index, PictureIndex first) {
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = 0; i < index.size(); i++) {
                numbers.put(index.name(i), i);
            }
            int[] own = new int[first.size()];
            Arrays.setAll(own, i -> numbers.getOrDefault(first.name(i), -1));
            return new Beside(name, index, own);
        }

        /** How many pictures of the page are in this index. */
        int shared() {
            return (int) Arrays.stream(own).filter(picture -> picture >= 0).count();
        }
    }
}
