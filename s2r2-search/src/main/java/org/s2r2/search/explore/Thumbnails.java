package org.s2r2.search.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.inspect.ContactSheet;
import org.s2r2.search.PictureIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small pictures of an index, one by one and many in one image, made when they are asked for. */
final class Thumbnails {

    /** The lengths of the longer side that there are, in pixels. */
    static final List<Integer> SIDES = List.of(96, 192, 512);

    /** How many pictures an atlas has along each side, and their length in pixels. */
    static final int ATLAS_CELLS = 8;

    static final int ATLAS_CELL = 64;

    /** How many pictures are in an atlas. */
    static final int ATLAS = ATLAS_CELLS * ATLAS_CELLS;

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final long CACHE = 96L << 20;
    private static final byte GREY = (byte) 128;

    private final PictureIndex index;
    private final PictureCache cache = new PictureCache(CACHE);

    /** Decoding is for all processors but one, so that a search does not wait for it. */
    private final Semaphore decoders = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

    /**
     * Many pictures in one image.
     *
     * @param whole whether all of them could be decoded; the others are grey
     */
    record Atlas(EncodedPicture picture, boolean whole) {}

    Thumbnails(PictureIndex index) {
        this.index = index;
    }

    /** @throws RefusedException if the file of the picture can be decoded no more */
    EncodedPicture of(int picture, int side) throws RefusedException {
        String name = picture + "/" + side;
        Optional<EncodedPicture> known = cache.get(name);
        if (known.isPresent()) {
            return known.get();
        }
        EncodedPicture made;
        decoders.acquireUninterruptibly();
        try {
            made = EncodedPicture.of(fit(ImageFile.read(index.file(picture)), side));
        } catch (BadImageException e) {
            throw new RefusedException(404, index.name(picture) + " can be shown no more: its file was moved or changed");
        } finally {
            decoders.release();
        }
        cache.put(name, made);
        return made;
    }

    /**
     * Many pictures in one image, row by row. It is kept where it is whole: the disk of the others may be back soon.
     *
     * @param name what to keep it under
     * @param pictures their numbers, at most {@link #ATLAS}
     */
    Atlas atlas(String name, int[] pictures) {
        Optional<EncodedPicture> known = cache.get(name);
        if (known.isPresent()) {
            return new Atlas(known.get(), true);
        }
        boolean whole = true;
        int side = ATLAS_CELLS * ATLAS_CELL;
        byte[] sheet = new byte[3 * side * side];
        Arrays.fill(sheet, GREY);
        for (int i = 0; i < pictures.length; i++) {
            decoders.acquireUninterruptibly();
            try {
                paste(square(ImageFile.read(index.file(pictures[i]))), sheet, side, i);
            } catch (BadImageException e) {
                whole = false;
                LOG.debug("a cell of the map stays grey; asked for alone, the picture is answered with the reason", e);
            } finally {
                decoders.release();
            }
        }
        EncodedPicture made = EncodedPicture.jpeg(new RgbImage(side, side, sheet));
        if (whole) {
            cache.put(name, made);
        }
        return new Atlas(made, whole);
    }

    /** Never larger than the picture is: a browser enlarges it as well. */
    private static RgbImage fit(RgbImage image, int side) {
        return Math.max(image.width(), image.height()) <= side ? image : ContactSheet.fit(image, side);
    }

    /** The middle square of a picture at the size of a cell. */
    private static RgbImage square(RgbImage image) {
        int shorter = Math.min(image.width(), image.height());
        int left = (image.width() - shorter) / 2;
        int top = (image.height() - shorter) / 2;
        byte[] middle = new byte[3 * shorter * shorter];
        for (int y = 0; y < shorter; y++) {
            System.arraycopy(image.pixels(), 3 * ((top + y) * image.width() + left), middle, 3 * y * shorter, 3 * shorter);
        }
        return ContactSheet.fit(new RgbImage(shorter, shorter, middle), ATLAS_CELL);
    }

    private static void paste(RgbImage cell, byte[] sheet, int side, int place) {
        int left = place % ATLAS_CELLS * ATLAS_CELL;
        int top = place / ATLAS_CELLS * ATLAS_CELL;
        for (int y = 0; y < ATLAS_CELL; y++) {
            System.arraycopy(cell.pixels(), 3 * y * ATLAS_CELL, sheet, 3 * ((top + y) * side + left), 3 * ATLAS_CELL);
        }
    }
}
