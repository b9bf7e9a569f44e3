package org.s2r2.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.SubsetDataset;
import org.s2r2.experiment.Features;
import org.s2r2.experiment.PictureEncoder;
import org.s2r2.file.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds images in parts, and keeps each part in the folder {@code work} of an index until the index is whole. Parts hold the
 * same images whenever the work stops and goes on, so that batches are the same and every row has the same bits.
 */
final class EmbeddingWork {

    /** Images of a part. */
    static final int PART = 4 * PictureEncoder.BATCH;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingWork.class);
    private static final String PLAN = "plan";
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final Path folder;

    /** @param index the folder of the index */
    EmbeddingWork(Path index) {
        this.folder = index.resolve("work");
    }

    /**
     * Embeds images, but for the parts that are there already.
     *
     * @param plan names the encoder and all images; parts that an earlier process kept for another plan are deleted
     * @param wanted the images' numbers in the data set, ascending
     * @param embedded gets each image that can be decoded, at its number
     */
    void run(String plan, PictureEncoder encoder, ImageDataset images, int[] wanted,
            EmbeddedPicture[] embedded) throws IOException {
        begin(plan);
        long said = System.nanoTime();
        for (int from = 0; from < wanted.length; from += PART) {
            int to = Math.min(wanted.length, from + PART);
            Path file = folder.resolve("part-" + from);
            Optional<EmbeddedPart> kept = EmbeddedPart.read(file, encoder.dim());
            EmbeddedPart part = kept.isPresent() ? kept.get() : embed(encoder, images, Arrays.copyOfRange(wanted, from, to));
            if (kept.isEmpty()) {
                part.write(file, encoder.dim());
            }
            part.pictures().forEach((image, picture) -> embedded[image] = picture);
            if (System.nanoTime() - said > QUIET_NANOS) {
                LOG.info("embedded {} of {} pictures", to, wanted.length);
                said = System.nanoTime();
            }
        }
    }

    private void begin(String plan) throws IOException {
        Path file = folder.resolve(PLAN);
        if (Files.exists(file) && Files.readString(file).equals(plan)) {
            LOG.info("{}: going on with the embeddings that are there", folder);
            return;
        }
        delete();
        Files.createDirectories(folder);
        WholeFile.write(file, plan.getBytes(StandardCharsets.UTF_8));
    }

    private static EmbeddedPart embed(PictureEncoder encoder, ImageDataset images, int[] some) {
        SignedImages signed = new SignedImages(images);
        Features features = encoder.rows(SubsetDataset.of(signed, "embedded at once", some));
        int dimension = encoder.dim();
        Map<Integer, EmbeddedPicture> pictures = new TreeMap<>();
        for (int i = 0; i < features.indices().length; i++) {
            int image = some[features.indices()[i]];
            float[] row = Arrays.copyOfRange(features.values().values(), i * dimension, (i + 1) * dimension);
            pictures.put(image, new EmbeddedPicture(UnitRows.unit(row), signed.signature(image)));
        }
        return new EmbeddedPart(pictures);
    }

    void delete() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        // The plan goes last: without it nobody takes the parts for those of another plan.
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(entry -> !entry.endsWith(PLAN)).toList()) {
                Files.delete(entry);
            }
        }
        Files.deleteIfExists(folder.resolve(PLAN));
        Files.delete(folder);
    }
}
