package org.s2r2.search;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.s2r2.file.InputFile;
import org.s2r2.file.Sha256;
import org.s2r2.file.WholeFile;

/**
 * The embeddings of some images, kept so that a process that is killed need not embed them again.
 *
 * @param images their numbers in the data set; images that cannot be decoded are not among them
 * @param rows [images][dimension] of length 1, or 0
 */
record EmbeddedPart(int[] images, float[][] rows) {

    private static final int SUM_BYTES = 32;

    /** Writes the part whole or not at all: numbers of images and of values, the images, the rows, and the SHA-256 of these. */
    void write(Path file, int dimension) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(images.length);
        data.writeInt(dimension);
        for (int image : images) {
            data.writeInt(image);
        }
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * dimension);
        for (float[] values : rows) {
            row.asFloatBuffer().put(values);
            data.write(row.array());
        }
        MessageDigest digest = Sha256.digest();
        data.write(digest.digest(bytes.toByteArray()));
        WholeFile.write(file, bytes.toByteArray());
    }

    /** Reads a part; empty where there is none, or none that is whole. */
    static Optional<EmbeddedPart> read(Path file, int dimension) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = InputFile.bytes(file, Integer.MAX_VALUE - 8, "embeddings of some images");
        int length = content.length - SUM_BYTES;
        if (length < 2 * Integer.BYTES) {
            return Optional.empty();
        }
        MessageDigest digest = Sha256.digest();
        digest.update(content, 0, length);
        if (!Arrays.equals(digest.digest(), Arrays.copyOfRange(content, length, content.length))) {
            return Optional.empty();
        }
        ByteBuffer data = ByteBuffer.wrap(content, 0, length);
        int count = data.getInt();
        if (count < 0 || data.getInt() != dimension || data.remaining() != (long) count * (Integer.BYTES + Float.BYTES * (long) dimension)) {
            return Optional.empty();
        }
        int[] images = new int[count];
        data.asIntBuffer().get(images);
        data.position(data.position() + Integer.BYTES * count);
        float[][] rows = new float[count][dimension];
        for (float[] row : rows) {
            data.asFloatBuffer().get(row);
            data.position(data.position() + Float.BYTES * dimension);
        }
        return Optional.of(new EmbeddedPart(images, rows));
    }
}
