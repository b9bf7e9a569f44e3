package org.s2r2.search.explore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.s2r2.eval.projection.KMeans;
import org.s2r2.eval.projection.NeighbourGraph;
import org.s2r2.eval.projection.NeighbourMap;
import org.s2r2.parallel.ParallelTasks;
import org.s2r2.search.Match;
import org.s2r2.search.PictureIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The map of an index: read from its folder, or else computed beside the server's other work, and kept there. */
final class PictureMap implements AutoCloseable {

    static final long SEED = 1;

    private static final Logger LOG = LoggerFactory.getLogger(PictureMap.class);
    private static final int CLUSTERS = 12;
    private static final int BLOCK = 256;
    private static final double SHARE_OF_NEIGHBOURS = 0.5;
    private static final double SHARE_OF_LAYOUT = 0.45;

    private final PictureIndex index;
    private final Path folder;
    private final int threads;
    private final Thread thread;
    private volatile boolean closed;
    private volatile double done;
    private volatile int[] order = {};
    private volatile Optional<MapPoints> map = Optional.empty();
    private volatile Optional<String> failure = Optional.empty();

    private PictureMap(PictureIndex index, Path folder, int threads) {
        this.index = index;
        this.folder = folder;
        this.threads = threads;
        this.thread = new Thread(this::make, "s2r2-map");
    }

    /** Begins to make the map, on a thread of its own. */
    static PictureMap begin(PictureIndex index, Path folder) {
        PictureMap map = new PictureMap(index, folder, Math.max(1, Runtime.getRuntime().availableProcessors()));
        map.thread.setDaemon(true);
        map.thread.start();
        return map;
    }

    /** Ends the work on a map that is not there yet, and waits for that. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void progress(double part) {
        if (closed) {
            throw new CancellationException("the page was closed");
        }
        done = part;
    }

    /** How much is done, from 0 to 1. */
    double done() {
        return done;
    }

    Optional<MapPoints> map() {
        return map;
    }

    /** The pictures in the order of atlases, once there is a map. */
    int[] order() {
        return order;
    }

    /** Why there will be no map. */
    Optional<String> failure() {
        return failure;
    }

    private void make() {
        try {
            byte[] sum = MapFile.sumOfEmbeddings(index);
            Optional<MapPoints> kept = MapFile.read(folder, sum, index.size(), SEED);
            if (kept.isEmpty()) {
                MapPoints made = compute();
                progress(1);
                MapFile.write(folder, sum, SEED, made);
                kept = Optional.of(made);
            }
            done = 1;
            order = kept.get().order();
            map = kept;
        } catch (CancellationException e) {
            LOG.debug("the map is not made", e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("the map could not be made", e);
            failure = Optional.of("the map could not be made: " + e);
        }
    }

    private MapPoints compute() {
        int size = index.size();
        float[][] rows = new float[size][];
        Arrays.setAll(rows, index::embedding);
        float[] points = new float[2 * size];
        if (size > 1) {
            points = NeighbourMap.of(i -> rows[i], neighbours(), SEED, threads,
                    part -> progress(SHARE_OF_NEIGHBOURS + SHARE_OF_LAYOUT * part));
        }
        int clusters = Math.max(1, Math.min(CLUSTERS, (int) Math.sqrt(size / 2.0)));
        return new MapPoints(points, KMeans.of(size, i -> rows[i], clusters, SEED, threads));
    }

    private NeighbourGraph neighbours() {
        int size = index.size();
        int degree = Math.min(NeighbourMap.DEGREE, size - 1);
        int[] neighbours = new int[size * degree];
        float[] distances = new float[size * degree];
        int blocks = (size + BLOCK - 1) / BLOCK;
        int[] finished = new int[blocks];
        ParallelTasks.run(blocks, threads, () -> block -> {
            for (int i = block * BLOCK; i < Math.min(size, (block + 1) * BLOCK); i++) {
                List<Match> nearest = index.nearest(i, degree);
                for (int k = 0; k < degree; k++) {
                    // An approximate search may find fewer: the last stands for those.
                    Match match = nearest.get(Math.min(k, nearest.size() - 1));
                    neighbours[i * degree + k] = match.picture();
                    distances[i * degree + k] = Math.max(0, 1 - match.similarity());
                }
            }
            finished[block] = 1;
            progress(SHARE_OF_NEIGHBOURS * Arrays.stream(finished).sum() / blocks);
        });
        return new NeighbourGraph(degree, neighbours, distances);
    }
}
