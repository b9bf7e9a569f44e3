package org.s2r2.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.s2r2.file.InputFile;
import org.s2r2.file.WholeFile;
import org.s2r2.settings.InvalidInputException;

/** The signatures of pictures behind each other, {@link PixelSignature#BYTES} bytes each. */
final class SignatureFile {

    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private SignatureFile() {}

    static void write(Path file, byte[][] signatures) throws IOException {
        WholeFile.write(file, out -> {
            for (byte[] signature : signatures) {
                out.write(signature);
            }
        });
    }

    /** @throws InvalidInputException if the file does not have so many signatures */
    static byte[][] read(Path file, int count) {
        byte[] content = InputFile.bytes(file, MOST_BYTES, "the signatures of an index");
        if (content.length != (long) count * PixelSignature.BYTES) {
            throw new InvalidInputException(file + ": found " + content.length + " bytes, expected " + count
                    + " signatures of " + PixelSignature.BYTES);
        }
        byte[][] signatures = new byte[count][];
        for (int i = 0; i < count; i++) {
            signatures[i] = Arrays.copyOfRange(content, i * PixelSignature.BYTES, (i + 1) * PixelSignature.BYTES);
        }
        return signatures;
    }
}
