package org.s2r2.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.s2r2.data.ImageDataset;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.Embedding.Source;
import org.s2r2.experiment.Features;
import org.s2r2.experiment.ImageEmbedder;
import org.s2r2.experiment.cluster.Cluster.EmbeddedTable;
import org.s2r2.experiment.cluster.EmbeddingTask;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.spark.table.EmbeddedRows;
import org.s2r2.spark.table.EmbeddingWriter;
import org.s2r2.spark.table.FolderMirror;
import org.s2r2.spark.table.RemoteFolder;
import org.s2r2.spark.table.Storage;
import org.s2r2.tensor.HostArray;

/** Embeds images in ranges, one a task, each range made of the batches that a single process has. */
final class EmbeddingJob {

    /** Ranges for every core, so that a slow one does not hold up all; and at most so many batches a range. */
    private static final int RANGES_A_CORE = 3;

    private static final int MOST_BATCHES = 64;

    private final JavaSparkContext spark;
    private final EmbeddingSpec spec;
    private final Components components = Components.discover();
    private final Settings config;
    /** The folder of the images where workers do not see it as their own, and its names on this machine; else null. */
    private final RemoteFolder remote;

    private final FolderMirror mirror;

    EmbeddingJob(JavaSparkContext spark, EmbeddingTask task) {
        this.spark = spark;
        Source images = task.images();
        this.remote = images.isUri() ? RemoteFolder.list(images.data()) : null;
        this.mirror = remote == null ? null : FolderMirror.of(remote);
        EmbeddingTask here = mirror == null ? task : new EmbeddingTask(task.encoder(), task.overrides(),
                new Source(mirror.root().toString(), images.part()), task.stage(), task.labelled());
        this.spec = EmbeddingSpec.of(here);
        this.config = here.encoder().config(here.images().overrides(here.overrides()));
    }

    /**
     * The images of a task.
     *
     * @param number of the range
     */
    private record Range(int number, int from, int to) implements Serializable {}

    /** What is known of a range whose rows were written. */
    private record Written(int rows, int dim, int skipped) implements Serializable {}

    /** All rows, in the order of the images. */
    Embedded collect() {
        try (ImageDataset images = ImageEmbedder.images(config, components, spec.part())) {
            RangeEmbedding embedding = embedding(images);
            List<EmbeddedRows> parts = results(ranges(images.size()).map(
                    range -> WorkerResult.of(() -> embedding.of(range.from, range.to))));
            return joined(parts, description(images));
        }
    }

    /** Writes all rows into a folder of Parquet files, one a range. */
    EmbeddedTable write(String out) {
        try (ImageDataset images = ImageEmbedder.images(config, components, spec.part())) {
            RangeEmbedding embedding = embedding(images);
            String folder = Storage.absolute(out);
            Storage.begin(folder);
            List<Written> parts = results(ranges(images.size()).map(range -> WorkerResult.of(() -> {
                EmbeddedRows rows = embedding.of(range.from, range.to);
                EmbeddingWriter.write(folder, range.number, TaskContext.get().taskAttemptId(), rows);
                return new Written(rows.rows(), rows.dim(), rows.skipped());
            })));
            long rows = parts.stream().mapToLong(Written::rows).sum();
            requireSome(rows, description(images));
            Storage.finish(folder);
            return new EmbeddedTable(rows, parts.get(0).dim, parts.stream().mapToLong(Written::skipped).sum(), description(images));
        }
    }

    private RangeEmbedding embedding(ImageDataset images) {
        return new RangeEmbedding(spec, spark.broadcast(names(images)), remote == null ? null : spark.broadcast(remote));
    }

    private String description(ImageDataset images) {
        return mirror == null ? images.description() : mirror.asRemote(images.description());
    }

    private JavaRDD<Range> ranges(int images) {
        int batches = (images + ImageEmbedder.BATCH - 1) / ImageEmbedder.BATCH;
        int cores = Math.max(1, spark.defaultParallelism());
        int each = Math.max(1, Math.min(MOST_BATCHES, batches / (RANGES_A_CORE * cores)));
        List<Range> ranges = new ArrayList<>();
        for (int batch = 0; batch < batches; batch += each) {
            ranges.add(new Range(ranges.size(), batch * ImageEmbedder.BATCH,
                    Math.min(images, (batch + each) * ImageEmbedder.BATCH)));
        }
        return spark.parallelize(ranges, ranges.size());
    }

    private static String[] names(ImageDataset images) {
        return IntStream.range(0, images.size()).mapToObj(images::name).toArray(String[]::new);
    }

    private <T extends Serializable> List<T> results(JavaRDD<WorkerResult<T>> results) {
        return results.collect().stream().map(WorkerResult::orThrow).toList();
    }

    private static Embedded joined(List<EmbeddedRows> parts, String description) {
        long rows = parts.stream().mapToLong(EmbeddedRows::rows).sum();
        requireSome(rows, description);
        int dim = parts.get(0).dim();
        if (rows * dim > Integer.MAX_VALUE - 8) {
            throw new InvalidInputException("--out: found a .npy for " + rows + " rows of " + dim + " values, expected a .parquet"
                    + " for more than " + (Integer.MAX_VALUE - 8) + " values");
        }
        float[] values = new float[(int) rows * dim];
        int at = 0;
        for (EmbeddedRows part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
        }
        boolean sets = parts.get(0).labelSets() != null;
        Features features = new Features(
                parts.stream().flatMapToInt(part -> IntStream.of(part.indices())).toArray(),
                parts.stream().flatMapToInt(part -> IntStream.of(part.labels())).toArray(),
                sets ? parts.stream().flatMap(part -> List.of(part.labelSets()).stream()).toArray(boolean[][]::new) : null,
                HostArray.matrix(values, (int) rows, dim));
        return new Embedded(
                features,
                parts.stream().flatMap(part -> List.of(part.names()).stream()).toList(),
                parts.stream().flatMap(part -> List.of(part.classes()).stream()).toList(),
                parts.stream().mapToInt(EmbeddedRows::skipped).sum(),
                description);
    }

    private static void requireSome(long rows, String description) {
        if (rows == 0) {
            throw new InvalidInputException(description + ": none of its images can be decoded");
        }
    }
}
