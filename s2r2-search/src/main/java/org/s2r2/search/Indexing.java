package org.s2r2.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.s2r2.data.ImageDataset;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding;
import org.s2r2.experiment.EncoderSource;
import org.s2r2.experiment.ImageEmbedder;
import org.s2r2.experiment.PictureEncoder;
import org.s2r2.experiment.RunFolder;
import org.s2r2.experiment.RunLock;
import org.s2r2.file.AbsolutePath;
import org.s2r2.settings.InvalidInputException;

/** Makes the index of a data set, or brings one up to date. */
public final class Indexing {

    private final EncoderSource source;
    private final Components components;
    private final List<String> overrides;
    private final Embedding.Source data;
    private final Stage stage;
    private final Path folder;

    /**
     * @param source the encoder
     * @param overrides keys of its configuration to replace
     * @param data which images
     * @param stage where embeddings are taken
     * @param folder of the index
     */
    public Indexing(EncoderSource source, Components components, List<String> overrides, Embedding.Source data, Stage stage,
            Path folder) {
        this.source = source;
        this.components = components;
        this.overrides = overrides;
        this.data = data;
        this.stage = stage;
        this.folder = AbsolutePath.of(folder);
    }

    /**
     * What was done.
     *
     * @param pictures in the index
     * @param embedded of these, how many were not in the index before
     * @param removed how many are in the index no more
     * @param dimension of an embedding
     * @param unreadable the names of pictures that could not be decoded
     */
    public record Indexed(int pictures, int embedded, int removed, int dimension, List<String> unreadable) {}

    /**
     * Embeds what is not embedded yet and writes the index, whole or not at all. A process that is killed leaves what it has
     * embedded for the next one.
     *
     * @param update whether an index that is there is brought up to date; without it one that differs is refused
     * @throws InvalidInputException if the folder is no index, has another encoder, or no image can be decoded
     */
    public Indexed run(boolean update) throws IOException {
        new IndexFolder(folder).requireOwn();
        try (ImageDataset images =
                ImageEmbedder.images(source.config(data.overrides(overrides)), components, data.part())) {
            Files.createDirectories(folder);
            try (RunLock lock = RunLock.take(new RunFolder(folder), RunLock.Work.INDEXING);
                    PictureEncoder encoder = PictureEncoder.open(source, components, overrides, stage)) {
                return run(images, encoder, update);
            }
        }
    }

    private Indexed run(ImageDataset images, PictureEncoder encoder, boolean update) throws IOException {
        IndexedEncoder now = IndexedEncoder.of(EncoderPlace.of(source, stage), encoder);
        Optional<StoredIndex> earlier = earlier(now);
        IndexedEncoder by = earlier.map(index -> now.withPixelsOf(index.encoder())).orElse(now);
        IndexedImages found = IndexedImages.of(images, folder);
        Map<IndexedPicture, EmbeddedPicture> before = earlier.map(Indexing::embedded).orElse(Map.of());
        Set<IndexedPicture> gone = new HashSet<>(before.keySet());
        EmbeddedPicture[] embedded = new EmbeddedPicture[found.count()];
        for (int image = 0; image < embedded.length; image++) {
            IndexedPicture picture = found.picture(image);
            embedded[image] = picture == null ? null : before.get(picture.withLabel(null));
            gone.remove(picture == null ? null : picture.withLabel(null));
        }
        int[] wanted = IntStream.range(0, embedded.length)
                .filter(image -> embedded[image] == null && found.picture(image) != null)
                .toArray();
        int reused = (int) Stream.of(embedded).filter(picture -> picture != null).count();
        if (earlier.isPresent() && !update) {
            requireUnchanged(earlier.get(), found, wanted, gone.size());
        }
        String plan = found.fingerprint(String.join(" ", now.weightsSha256(), now.stage(), now.pixels()), wanted);
        new EmbeddingWork(folder).run(plan, encoder, images, wanted, embedded);
        List<IndexedPicture> pictures = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (int image = 0; image < embedded.length; image++) {
            if (embedded[image] == null) {
                unreadable.add(found.unreadable(image));
            } else {
                pictures.add(found.picture(image));
            }
        }
        if (pictures.isEmpty()) {
            throw new InvalidInputException(images.description() + ": none of its images can be decoded");
        }
        IndexWriting writing = new IndexWriting(folder);
        List<EmbeddedPicture> indexed = Stream.of(embedded).filter(picture -> picture != null).toList();
        IndexManifest manifest = earlier
                .filter(index -> index.isOf(by, images.description(), images.classNames(), pictures, unreadable))
                .map(StoredIndex::manifest)
                .orElse(null);
        if (manifest == null) {
            manifest = writing.write(images.description(), by, images.classNames(), pictures, indexed, unreadable,
                    IndexWriting.graph(indexed));
        }
        writing.tidy(manifest, pictures);
        return new Indexed(pictures.size(), pictures.size() - reused, gone.size(), encoder.dim(), unreadable);
    }

    private void requireUnchanged(StoredIndex earlier, IndexedImages found, int[] wanted, int gone) {
        Set<String> unreadable = Set.copyOf(earlier.unreadable());
        long changed = IntStream.of(wanted).filter(image -> !unreadable.contains(found.name(image))).count();
        if (changed > 0 || gone > 0) {
            throw new InvalidInputException(folder + ": is the index of other pictures (" + changed
                    + " are new or changed, " + gone + " are there no more); --update brings it up to date, and another"
                    + " --out keeps it");
        }
    }

    /** The index that is there. */
    private Optional<StoredIndex> earlier(IndexedEncoder by) {
        if (!IndexManifest.isIn(folder)) {
            return Optional.empty();
        }
        StoredIndex index = StoredIndex.open(folder);
        if (!index.encoder().embedsLike(by)) {
            throw new InvalidInputException(folder + ": was made with " + index.encoder() + ", found " + by
                    + "; embeddings of two encoders cannot be compared, and another --out begins another index");
        }
        index.encoder().sayWhatIsNotChecked(folder);
        return Optional.of(index);
    }

    /** The pictures of an index, without labels, and what was computed of them. */
    private static Map<IndexedPicture, EmbeddedPicture> embedded(StoredIndex index) {
        Map<IndexedPicture, EmbeddedPicture> embedded = new HashMap<>();
        for (int picture = 0; picture < index.size(); picture++) {
            embedded.put(index.picture(picture).withLabel(null), index.embedded(picture));
        }
        return embedded;
    }
}
