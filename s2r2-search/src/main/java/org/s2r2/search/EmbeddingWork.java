package org.s2r2.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    private final IndexFolder index;
    private final Path folder;

    /** @param index the folder of the index */
    EmbeddingWork(Path index) {
        this.index = new IndexFolder(index);
        this.folder = index.resolve("work");
    }

    /**
     * Embeds images, but for the parts that are there already.
     *
     * @param plan names the encoder and all wanted images; parts that an earlier process kept for another plan are deleted
     * @param wanted the images' numbers in the data set, ascending
     * @param embedded gets each image that can be decoded, at its number
     */
    void run(String plan, PictureEncoder encoder, ImageDataset images, int[] wanted,
            EmbeddedPicture[] embedded) throws IOException {
        if (wanted.length == 0) {
            return; // nothing is written, which a full disk would not take
        }
        begin(plan);
        long said = System.nanoTime();
        for (int from = 0; from < wanted.length; from += PART) {
            int to = Math.min(wanted.length, from + PART);
            Path file = folder.resolve("part-" + from);
            Optional<EmbeddedPart> kept = EmbeddedPart.read(file, encoder.dim(), from, to);
            EmbeddedPart part = kept.isPresent() ? kept.get() : embed(encoder, images, wanted, from, to);
            if (kept.isEmpty()) {
                part.write(file, encoder.dim());
            }
            part.pictures().forEach((position, picture) -> embedded[wanted[position]] = picture);
            if (System.nanoTime() - said > QUIET_NANOS) {
                LOG.info("embedded {} of {} pictures", to, wanted.length);
                said = System.nanoTime();
            }
        }
    }

    private void begin(String plan) throws IOException {
        Path file = folder.resolve(PLAN);
        byte[] bytes = plan.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            LOG.info("{}: going on with the embeddings that are there", folder);
            return;
        }
        delete();
        Files.createDirectories(folder);
        WholeFile.write(file, bytes);
    }

    private static EmbeddedPart embed(PictureEncoder encoder, ImageDataset images, int[] wanted, int from, int to) {
        int[] some = Arrays.copyOfRange(wanted, from, to);
        SignedImages signed = new SignedImages(images);
        Features features = encoder.rows(SubsetDataset.of(signed, "embedded at once", some));
        int dimension = encoder.dim();
        Map<Integer, EmbeddedPicture> pictures = new TreeMap<>();
        for (int i = 0; i < features.indices().length; i++) {
            int position = features.indices()[i];
            float[] row = Arrays.copyOfRange(features.values().values(), i * dimension, (i + 1) * dimension);
            pictures.put(from + position, new EmbeddedPicture(UnitRows.unit(row), signed.signature(some[position])));
        }
        return new EmbeddedPart(pictures);
    }

    void delete() throws IOException {
        // The plan goes last: without it nobody takes the parts for those of another plan.
        Path plan = folder.resolve(PLAN);
        for (Path file : index.files(folder)) {
            if (!file.equals(plan)) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(plan);
        index.deleteIfEmpty(folder);
    }
}
