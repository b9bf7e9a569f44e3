package org.s2r2.experiment.onnx;

/**
 * What goes from one layer to the next.
 *
 * @param name of the value in the graph
 * @param kind which axes it has
 * @param channels of a pixel or a token, or the columns of a row
 * @param height of images, or the number of tokens; 0 where every call chooses it
 * @param width of images; 0 where every call chooses it, and for tokens
 */
record Flow(String name, Kind kind, int channels, int height, int width) {

    enum Kind {
        /** [N, C, H, W]. */
        IMAGES,
        /** [N, T, C]. */
        TOKENS,
        /** [N, C]. */
        ROWS
    }

    /** Images of three channels, of a height and width that every call chooses where {@code size} is 0. */
    static Flow pixels(String name, int size) {
        return new Flow(name, Kind.IMAGES, 3, size, size);
    }

    /** Another value of the same shape. */
    Flow to(String name) {
        return new Flow(name, kind, channels, height, width);
    }

    /** Another value with another number of channels. */
    Flow to(String name, int channels) {
        return new Flow(name, kind, channels, height, width);
    }

    /** Images that windows of an image give. */
    Flow windows(String name, int channels, int kernel, int stride, int padding) {
        return new Flow(name, kind, channels,
                windows(height, kernel, stride, padding), windows(width, kernel, stride, padding));
    }

    private static int windows(int length, int kernel, int stride, int padding) {
        return length == 0 ? 0 : (length + 2 * padding - kernel) / stride + 1;
    }

    /** Images of another height and width with as many channels. */
    Flow images(String name, int size) {
        return new Flow(name, kind, channels, size, size);
    }

    /** So many tokens. */
    Flow tokens(String name, int count) {
        return new Flow(name, Kind.TOKENS, channels, count, 0);
    }

    /** Rows with as many channels. */
    Flow rows(String name) {
        return new Flow(name, Kind.ROWS, channels, 0, 0);
    }
}
