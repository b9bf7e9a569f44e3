package org.s2r2.search;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.s2r2.file.InputFile;
import org.s2r2.file.Sha256;
import org.s2r2.file.WholeFile;

/**
 * Some images that were embedded, kept so that a process that is killed need not embed them again.
 *
 * @param pictures by their positions among the images that were wanted, whose numbers in the data set may be others next time;
 *     images that cannot be decoded are not among them
 */
record EmbeddedPart(Map<Integer, EmbeddedPicture> pictures) {

    private static final int SUM_BYTES = 32;
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    /** Writes the part whole or not at all: numbers of images and of values; of each image position, row, signature; a SHA-256. */
    void write(Path file, int dimension) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(pictures.size());
        data.writeInt(dimension);
        for (Map.Entry<Integer, EmbeddedPicture> picture : new TreeMap<>(pictures).entrySet()) {
            data.writeInt(picture.getKey());
            for (float value : picture.getValue().row()) {
                data.writeFloat(value);
            }
            data.write(picture.getValue().signature());
        }
        data.write(Sha256.digest().digest(bytes.toByteArray()));
        WholeFile.write(file, bytes.toByteArray());
    }

    /** Reads a part; empty where there is none, or none that is whole and of positions from one to before another. */
    static Optional<EmbeddedPart> read(Path file, int dimension, int from, int to) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = InputFile.bytes(file, Integer.MAX_VALUE - 8, "embeddings of some images");
        int length = content.length - SUM_BYTES;
        if (length < HEADER_BYTES
                || !Arrays.equals(Sha256.digest().digest(Arrays.copyOf(content, length)),
                        Arrays.copyOfRange(content, length, content.length))) {
            return Optional.empty();
        }
        ByteBuffer data = ByteBuffer.wrap(content, 0, length);
        int count = data.getInt();
        long each = Integer.BYTES + (long) Float.BYTES * dimension + PixelSignature.BYTES;
        if (data.getInt() != dimension || data.remaining() != count * each) {
            return Optional.empty();
        }
        Map<Integer, EmbeddedPicture> pictures = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int position = data.getInt();
            if (position < from || position >= to) {
                return Optional.empty();
            }
            float[] row = new float[dimension];
            for (int k = 0; k < dimension; k++) {
                row[k] = data.getFloat();
            }
            byte[] signature = new byte[PixelSignature.BYTES];
            data.get(signature);
            pictures.put(position, new EmbeddedPicture(row, signature));
        }
        return Optional.of(new EmbeddedPart(pictures));
    }
}
