package org.s2r2.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.s2r2.file.Sha256;
import org.s2r2.npy.Npy;
import org.s2r2.tensor.HostArray;

/**
 * Writes an index: first its files under names that their content decides, beside those of an index that may be there; then
 * {@code index.json} in one move; then what no index needs any more is deleted. Whenever the process ends, the folder is the
 * old index, the new one, or none yet.
 */
final class IndexWriting {

    private final Path folder;

    IndexWriting(Path folder) {
        this.folder = folder;
    }

    private interface Content {
        void writeTo(Path file) throws IOException;
    }

    IndexManifest write(String description, IndexedEncoder encoder, List<String> classNames, List<IndexedPicture> pictures,
            List<EmbeddedPicture> embedded, List<String> unreadable, NeighbourGraph graph) throws IOException {
        float[][] rows = embedded.stream().map(EmbeddedPicture::row).toArray(float[][]::new);
        byte[][] signatures = embedded.stream().map(EmbeddedPicture::signature).toArray(byte[][]::new);
        int dimension = rows[0].length;
        Map<String, String> files = new TreeMap<>();
        files.put(IndexManifest.EMBEDDINGS, named(IndexManifest.EMBEDDINGS, ".npy", file -> Npy.write(file, matrix(rows))));
        files.put(IndexManifest.PICTURES,
                named(IndexManifest.PICTURES, ".jsonl", file -> PictureList.write(file, pictures)));
        files.put(IndexManifest.SIGNATURES,
                named(IndexManifest.SIGNATURES, ".bin", file -> SignatureFile.write(file, signatures)));
        files.put(IndexManifest.GRAPH, named(IndexManifest.GRAPH, ".bin", file -> GraphFile.write(file, graph)));
        IndexManifest manifest = new IndexManifest(IndexManifest.FORMAT, description, rows.length, dimension, encoder,
                classNames, unreadable, files);
        manifest.write(folder);
        return manifest;
    }

    static NeighbourGraph graph(List<EmbeddedPicture> embedded) {
        float[][] rows = embedded.stream().map(EmbeddedPicture::row).toArray(float[][]::new);
        return NearestPictures.build(DistinctRows.of(new UnitRows(rows, rows[0].length)));
    }

    private static HostArray matrix(float[][] rows) {
        int dimension = rows[0].length;
        float[] values = new float[Math.multiplyExact(rows.length, dimension)];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, values, row * dimension, dimension);
        }
        return HostArray.matrix(values, rows.length, dimension);
    }

    private String named(String role, String ending, Content content) throws IOException {
        Path unnamed = folder.resolve(role + ending + ".new");
        content.writeTo(unnamed);
        String name = role + "-" + Sha256.of(unnamed) + ending;
        Files.move(unnamed, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return name;
    }

    /** Deletes what killed processes and replaced indices left, and pictures that are in the index no more. */
    void tidy(IndexManifest manifest, List<IndexedPicture> pictures) throws IOException {
        new EmbeddingWork(folder).delete();
        Set<Path> kept = new HashSet<>();
        manifest.files().values().forEach(name -> kept.add(folder.resolve(name)));
        // Pictures with files of their own too: the data set may be what another index keeps.
        pictures.forEach(picture -> kept.add(picture.file(folder)));
        IndexFolder own = new IndexFolder(folder);
        for (Path file : own.files(folder)) {
            if (!kept.contains(file)) {
                Files.delete(file);
            }
        }
        own.deleteIfEmpty(folder.resolve(IndexManifest.PICTURES));
    }
}
