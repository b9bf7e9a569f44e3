package org.s2r2.view;

/**
 * Crops of one size in a multi-crop scheme (Caron et al., SwAV, NeurIPS 2020, section 3.3).
 *
 * @param count how many views of each image are cut this way, at least 1
 * @param size the height and width of the view in pixels
 * @param minScale the smallest part of the image's area that a crop covers, in (0, 1]
 * @param maxScale the largest part, at least {@code minScale}, at most 1
 */
public record CropGroup(int count, int size, double minScale, double maxScale) {

    public CropGroup {
        if (count < 1 || size < 1) {
            throw new IllegalArgumentException("a crop group needs count >= 1 and size >= 1, found " + count + ", " + size);
        }
        if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
            throw new IllegalArgumentException(
                    "crop scales need 0 < min <= max <= 1, found " + minScale + " to " + maxScale);
        }
    }
}
