package org.s2r2.search.explore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.s2r2.file.InputFile;
import org.s2r2.file.IoReason;
import org.s2r2.file.WholeFile;
import org.s2r2.search.PictureIndex;
import org.s2r2.settings.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code map.bin} in the folder of an index, so that its map is computed once: a name of the format, the SHA-256 of the
 * embeddings and the seed that it is of, the points, the clusters, and the SHA-256 of all of that. Little-endian.
 */
final class MapFile {

    static final String NAME = "map.bin";

    private static final Logger LOG = LoggerFactory.getLogger(MapFile.class);
    private static final byte[] FORMAT = "s2r2map1".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM = 32;
    private static final int HEADER = 8 + SUM + 8 + 4;

    private MapFile() {}

    /** The map that a folder has, unless it is of other embeddings, of another seed, damaged, or cannot be read. */
    static Optional<MapPoints> read(Path folder, byte[] embeddings, int pictures, long seed) {
        Path file = folder.resolve(NAME);
        int length = HEADER + 12 * pictures + SUM;
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] content;
        try {
            content = InputFile.bytes(file, length, "the map of an index");
        } catch (InvalidInputException e) {
            LOG.info("{}; it is made anew", e.getMessage());
            return Optional.empty();
        }
        if (content.length != length
                || !Arrays.equals(content, 0, content.length, encode(content, embeddings, pictures, seed), 0, length)) {
            LOG.info("{} is of other pictures or damaged, and is made anew", file);
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).position(HEADER);
        float[] points = new float[2 * pictures];
        int[] clusters = new int[pictures];
        in.asFloatBuffer().get(points);
        in.position(HEADER + 8 * pictures).asIntBuffer().get(clusters);
        return Optional.of(new MapPoints(points, clusters));
    }

    /** Writes a map, whole or not at all. A folder that cannot be written to keeps none, which the log says. */
    static void write(Path folder, byte[] embeddings, long seed, MapPoints map) {
        ByteBuffer body = ByteBuffer.allocate(HEADER + 12 * map.size() + SUM).order(ByteOrder.LITTLE_ENDIAN);
        body.position(HEADER);
        for (float value : map.points()) {
            body.putFloat(value);
        }
        for (int cluster : map.clusters()) {
            body.putInt(cluster);
        }
        try {
            WholeFile.write(folder.resolve(NAME), encode(body.array(), embeddings, map.size(), seed));
        } catch (IOException e) {
            LOG.warn("The map is not kept and is computed again next time: {}: {}", folder.resolve(NAME), IoReason.of(e));
        }
    }

    /** The same points and clusters under the header and the sum that belong to them. */
    private static byte[] encode(byte[] content, byte[] embeddings, int pictures, long seed) {
        byte[] whole = content.clone();
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).put(FORMAT).put(embeddings).putLong(seed).putInt(pictures);
        MessageDigest digest = sha256();
        digest.update(whole, 0, whole.length - SUM);
        System.arraycopy(digest.digest(), 0, whole, whole.length - SUM, SUM);
        return whole;
    }

    /** The SHA-256 of all embeddings of an index. */
    static byte[] sumOfEmbeddings(PictureIndex index) {
        MessageDigest digest = sha256();
        ByteBuffer row = ByteBuffer.allocate(4 * index.dimension()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < index.size(); i++) {
            row.clear();
            row.asFloatBuffer().put(index.embedding(i));
            digest.update(row.array());
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }
}
