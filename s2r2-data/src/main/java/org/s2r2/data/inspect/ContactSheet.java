package org.s2r2.data.inspect;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.image.RgbImage;
import org.s2r2.view.CropGroup;

/** Many small pictures of a dataset in one image. */
public final class ContactSheet {

    private static final int CELL = 128;
    private static final int GAP = 4;
    private static final int CELLS_PER_LINE = 10;
    private static final byte WHITE = (byte) 255;

    private ContactSheet() {}

    /** Images spread evenly over a dataset, left to right and top to bottom. */
    public static RgbImage of(ImageDataset images, int count) {
        List<List<RgbImage>> groups = new ArrayList<>();
        Sample.of(images, count, (image, index) -> groups.add(List.of(fit(image, CELL))));
        return draw(groups, 1);
    }

    /** A picture at the size that it has on a sheet, for those who gather many pictures. */
    public static RgbImage cell(RgbImage picture) {
        return fit(picture, CELL);
    }

    /**
     * Groups of pictures, each on a line of its own.
     *
     * @param groups the largest of 1 picture or more; of any size, as {@link #cell} makes them or not
     */
    public static RgbImage of(List<List<RgbImage>> groups) {
        int most = groups.stream().mapToInt(List::size).max().orElse(1);
        List<List<RgbImage>> fitted =
                groups.stream().map(group -> group.stream().map(picture -> fit(picture, CELL)).toList()).toList();
        return draw(fitted, most, 1);
    }

    /**
     * Images spread evenly over a dataset, and to the right of each its views in the first epoch. Views of smaller
     * crops are smaller here too.
     */
    public static RgbImage of(ImageDataset images, int count, ViewMaker maker) {
        int views = maker.recipe().views();
        int largest = maker.recipe().crops().stream().mapToInt(CropGroup::size).max().orElseThrow();
        List<List<RgbImage>> groups = new ArrayList<>();
        Sample.of(images, count, (image, index) -> {
            List<RgbImage> group = new ArrayList<>(List.of(fit(image, CELL)));
            for (int view = 0; view < views; view++) {
                int size = maker.recipe().crop(view).size();
                FloatBuffer values = FloatBuffer.allocate(3 * size * size);
                maker.make(image, index, 0, view, values, 0);
                RgbImage picture = maker.recipe().normalization().image(values, size);
                group.add(fit(picture, Math.max(1, CELL * size / largest)));
            }
            groups.add(group);
        });
        return draw(groups, 1 + views);
    }

    /** Scales an image until its longer side has a length: every pixel is the mean of those that it covers. */
    public static RgbImage fit(RgbImage image, int side) {
        int longer = Math.max(image.width(), image.height());
        if (longer == side) {
            return image;
        }
        int width = Math.max(1, (int) ((long) image.width() * side / longer));
        int height = Math.max(1, (int) ((long) image.height() * side / longer));
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0, to = 0; y < height; y++) {
            int top = (int) ((long) y * image.height() / height);
            int bottom = Math.max(top + 1, (int) ((y + 1L) * image.height() / height));
            for (int x = 0; x < width; x++) {
                int left = (int) ((long) x * image.width() / width);
                int right = Math.max(left + 1, (int) ((x + 1L) * image.width() / width));
                for (int channel = 0; channel < 3; channel++) {
                    pixels[to++] = (byte) mean(image, channel, left, right, top, bottom);
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static int mean(RgbImage image, int channel, int left, int right, int top, int bottom) {
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += image.value(x, y, channel);
            }
        }
        int count = (right - left) * (bottom - top);
        return (int) ((sum + count / 2) / count);
    }

    private static RgbImage draw(List<List<RgbImage>> groups, int cells) {
        return draw(groups, cells, Math.max(1, CELLS_PER_LINE / cells));
    }

    /**
     * Draws groups.
     *
     * @param cells how many pictures a group has at most
     * @param perLine how many groups stand on a line
     */
    private static RgbImage draw(List<List<RgbImage>> groups, int cells, int perLine) {
        int columns = Math.max(1, Math.min(perLine, groups.size()));
        int lines = Math.max(1, (groups.size() + columns - 1) / columns);
        int groupWidth = cells * (CELL + GAP) + (cells > 1 ? 2 * GAP : 0);
        int width = columns * groupWidth + GAP;
        int height = lines * (CELL + GAP) + GAP;
        byte[] sheet = new byte[Math.multiplyExact(3 * width, height)];
        Arrays.fill(sheet, WHITE);
        for (int i = 0; i < groups.size(); i++) {
            int top = GAP + i / columns * (CELL + GAP);
            for (int j = 0; j < groups.get(i).size(); j++) {
                int left = GAP + i % columns * groupWidth + j * (CELL + GAP);
                paste(groups.get(i).get(j), sheet, width, left, top);
            }
        }
        return new RgbImage(width, height, sheet);
    }

    /** Puts a picture into the middle of its cell. */
    private static void paste(RgbImage picture, byte[] sheet, int sheetWidth, int left, int top) {
        int x = left + (CELL - picture.width()) / 2;
        int y = top + (CELL - picture.height()) / 2;
        for (int row = 0; row < picture.height(); row++) {
            System.arraycopy(picture.pixels(), 3 * row * picture.width(), sheet, 3 * ((y + row) * sheetWidth + x),
                    3 * picture.width());
        }
    }
}
