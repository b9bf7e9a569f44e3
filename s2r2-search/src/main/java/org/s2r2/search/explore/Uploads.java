package org.s2r2.search.explore;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import org.s2r2.data.image.BadImageException;
import org.s2r2.data.image.ImageFile;
import org.s2r2.data.image.RgbImage;

/** Pictures that are sent to be searched for: small enough, and decoded by the reader of data sets, which trusts nothing. */
final class Uploads {

    static final int MOST_BYTES = 32 << 20;
    static final int MOST_PIXELS = 50_000_000;

    private Uploads() {}

    /** @throws RefusedException if the body is no picture, or too large */
    static RgbImage read(HttpExchange exchange) throws IOException, RefusedException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        // Forms of other pages cannot send this type.
        if (!"application/octet-stream".equals(type)) {
            throw new RefusedException(415, "Content-Type: expected application/octet-stream, the bytes of a picture");
        }
        byte[] content = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (content.length > MOST_BYTES) {
            throw new RefusedException(413, "the picture has more than " + (MOST_BYTES >> 20) + " MB, which is the most");
        }
        try {
            return ImageFile.read(content, "the picture", MOST_PIXELS);
        } catch (BadImageException e) {
            throw new RefusedException(422, String.valueOf(e.getMessage()));
        }
    }
}
