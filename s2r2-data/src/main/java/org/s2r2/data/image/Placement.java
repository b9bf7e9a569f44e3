package org.s2r2.data.image;

/**
 * Where the first image of an animation stands in the picture.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param x of the image's left column
 * @param y of the image's top row
 * @param rgb the colour of the picture where the image is not, 0xrrggbb
 */
record Placement(int width, int height, int x, int y, int rgb) {

    /** The picture. */
    RgbImage picture(RgbImage image) {
        if (x == 0 && y == 0 && image.width() == width && image.height() == height) {
            return image;
        }
        byte[] pixels = new byte[3 * width * height];
        for (int at = 0; rgb != 0 && at < pixels.length; at += 3) {
            pixels[at] = (byte) (rgb >> 16);
            pixels[at + 1] = (byte) (rgb >> 8);
            pixels[at + 2] = (byte) rgb;
        }
        int columns = Math.min(image.width(), width - x);
        int rows = Math.min(image.height(), height - y);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(
                    image.pixels(), 3 * row * image.width(), pixels, 3 * ((y + row) * width + x), 3 * columns);
        }
        return new RgbImage(width, height, pixels);
    }
}
