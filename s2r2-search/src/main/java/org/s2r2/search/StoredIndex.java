package org.s2r2.search;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.s2r2.file.AbsolutePath;
import org.s2r2.npy.Npy;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.tensor.HostArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index as its files have it, in memory. */
final class StoredIndex implements PictureIndex {

    private static final Logger LOG = LoggerFactory.getLogger(StoredIndex.class);
    private static final int MOST_ATTEMPTS = 5;

    private final Path folder;
    private final IndexManifest manifest;
    private final List<IndexedPicture> pictures;
    private final UnitRows rows;
    private final byte[][] signatures;
    private final NearestPictures nearest;

    private StoredIndex(Path folder, IndexManifest manifest, List<IndexedPicture> pictures, UnitRows rows,
            byte[][] signatures, NearestPictures nearest) {
        this.folder = folder;
        this.manifest = manifest;
        this.pictures = pictures;
        this.rows = rows;
        this.signatures = signatures;
        this.nearest = nearest;
    }

    static StoredIndex open(Path folder) {
        return open(AbsolutePath.of(folder), IndexManifest::read);
    }

    /**
     * Opens an index that another process may write anew meanwhile, which deletes the files of before.
     *
     * @param absolute the folder
     * @param reading reads {@code index.json}
     */
    static StoredIndex open(Path absolute, Function<Path, IndexManifest> reading) {
        IndexManifest manifest = reading.apply(absolute);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(absolute, manifest);
            } catch (InvalidInputException e) {
                IndexManifest now = reading.apply(absolute);
                if (attempt == MOST_ATTEMPTS || now.equals(manifest)) {
                    throw e;
                }
                LOG.debug("the index was written anew while it was opened", e);
                manifest = now;
            }
        }
    }

    private static StoredIndex open(Path absolute, IndexManifest manifest) {
        manifest.verify(absolute);
        List<IndexedPicture> pictures = PictureList.read(manifest.file(absolute, IndexManifest.PICTURES));
        HostArray values = Npy.readMatrix(manifest.file(absolute, IndexManifest.EMBEDDINGS));
        if (pictures.size() != manifest.pictures() || values.rows() != manifest.pictures()
                || values.columns() != manifest.dimension()) {
            throw new InvalidInputException(absolute + ": found " + pictures.size() + " pictures and embeddings of shape ["
                    + values.rows() + ", " + values.columns() + "], expected " + manifest.pictures() + " of "
                    + manifest.dimension() + " values by " + IndexManifest.NAME);
        }
        for (IndexedPicture picture : pictures) {
            Integer label = picture.label();
            if (label != null && (label < 0 || label >= manifest.classNames().size())) {
                throw new InvalidInputException(absolute + ": found the label " + label + " of " + picture.name()
                        + ", expected one of " + manifest.classNames().size() + " classes");
            }
        }
        UnitRows rows = rows(values);
        DistinctRows distinct = DistinctRows.of(rows);
        NeighbourGraph graph = GraphFile.read(manifest.file(absolute, IndexManifest.GRAPH), distinct.count());
        byte[][] signatures =
                SignatureFile.read(manifest.file(absolute, IndexManifest.SIGNATURES), manifest.pictures());
        return new StoredIndex(absolute, manifest, pictures, rows, signatures, new NearestPictures(distinct, graph));
    }

    private static UnitRows rows(HostArray values) {
        int dimension = values.columns();
        float[][] rows = new float[values.rows()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(values.values(), row * dimension, (row + 1) * dimension);
        }
        return new UnitRows(rows, dimension);
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public int size() {
        return pictures.size();
    }

    @Override
    public int dimension() {
        return rows.dimension();
    }

    @Override
    public String name(int picture) {
        return pictures.get(picture).name();
    }

    @Override
    public Path file(int picture) {
        return pictures.get(picture).file(folder);
    }

    @Override
    public OptionalInt label(int picture) {
        Integer label = pictures.get(picture).label();
        return label == null ? OptionalInt.empty() : OptionalInt.of(label);
    }

    @Override
    public List<String> classNames() {
        return manifest.classNames();
    }

    @Override
    public float[] embedding(int picture) {
        return rows.row(Objects.checkIndex(picture, size())).clone();
    }

    @Override
    public double pixelDifference(int one, int other) {
        return PixelSignature.difference(signatures[one], signatures[other]);
    }

    @Override
    public List<Match> nearest(float[] query, int count) {
        if (query.length != dimension()) {
            throw new IllegalArgumentException(
                    "a query of " + query.length + " values, expected " + dimension() + " as in " + folder);
        }
        requireCount(count);
        return nearest.of(UnitRows.unit(query), count);
    }

    @Override
    public List<Match> nearest(int picture, int count) {
        requireCount(count);
        return nearest.of(rows.row(Objects.checkIndex(picture, size())), count + 1).stream()
                .filter(match -> match.picture() != picture)
                .limit(count)
                .toList();
    }

    IndexManifest manifest() {
        return manifest;
    }

    /** Whether it is an index by this encoder, at this place, of this data set with these pictures, labels and all. */
    boolean isOf(IndexedEncoder by, String description, List<String> classNames, List<IndexedPicture> of,
            List<String> unreadable) {
        return manifest.encoder().equals(by)
                && manifest.description().equals(description)
                && manifest.classNames().equals(classNames)
                && manifest.unreadable().equals(unreadable)
                && pictures.equals(of);
    }

    EmbeddedPicture embedded(int picture) {
        return new EmbeddedPicture(rows.row(picture), signatures[picture]);
    }

    IndexedPicture picture(int picture) {
        return pictures.get(picture);
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("expected 1 picture or more, found " + count);
        }
    }

    @Override
    public IndexedEncoder encoder() {
        return manifest.encoder();
    }

    @Override
    public String description() {
        return manifest.description();
    }

    @Override
    public String picturesSha256() {
        return manifest.sha256(IndexManifest.PICTURES);
    }

    @Override
    public List<String> unreadable() {
        return manifest.unreadable();
    }

    @Override
    public void close() {
        // All of it is in memory; others may hold files open.
    }
}
