package org.s2r2.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.s2r2.data.ImageDataset;
import org.s2r2.eval.projection.NeighbourGraph;
import org.s2r2.eval.projection.NeighbourMap;
import org.s2r2.eval.protocol.NearestNeighbours;
import org.s2r2.eval.report.ReportData.PointMap;
import org.s2r2.tensor.HostArray;

/** The map of test images in the report of a run, with a fixed seed. */
final class TestImagesMap {

    private static final int MOST_IMAGES = 2000;
    private static final long SEED = 1;

    private TestImagesMap() {}

    /** The map, of images that are spread evenly where there are many; empty where there are too few for one. */
    static Optional<PointMap> of(Features test, ImageDataset images, int threads) {
        int rows = test.values().rows();
        int count = Math.min(MOST_IMAGES, rows);
        int degree = Math.min(NeighbourMap.DEGREE, count - 1);
        if (degree < 1) {
            return Optional.empty();
        }
        float[][] embeddings = new float[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int row = (int) ((long) i * rows / count);
            embeddings[i] = unit(test.values(), row);
            labels[i] = images.multiLabel() ? -1 : images.label(test.indices()[row]);
        }
        float[] points =
                NeighbourMap.of(i -> embeddings[i], graph(embeddings, degree), SEED, Math.max(1, threads), done -> {});
        String note = "Images with similar features are near each other. Both axes are without a meaning: do not trust distances"
                + " between groups, nor their sizes."
                + (count < rows ? " " + count + " of the " + rows + " test images, spread evenly." : "");
        return Optional.of(new PointMap(points, labels, images.multiLabel() ? List.of() : images.classNames(), note));
    }

    private static NeighbourGraph graph(float[][] embeddings, int degree) {
        int dim = embeddings[0].length;
        float[] values = new float[embeddings.length * dim];
        for (int i = 0; i < embeddings.length; i++) {
            System.arraycopy(embeddings[i], 0, values, i * dim, dim);
        }
        HostArray matrix = HostArray.matrix(values, embeddings.length, dim);
        int[][] nearest = NearestNeighbours.of(matrix, matrix, query -> query, degree);
        int[] neighbours = new int[embeddings.length * degree];
        float[] distances = new float[embeddings.length * degree];
        for (int i = 0; i < embeddings.length; i++) {
            for (int k = 0; k < degree; k++) {
                int neighbour = nearest[i][Math.min(k, nearest[i].length - 1)];
                neighbours[i * degree + k] = neighbour;
                distances[i * degree + k] = Math.max(0, 1 - dot(embeddings[i], embeddings[neighbour]));
            }
        }
        return new NeighbourGraph(degree, neighbours, distances);
    }

    private static float[] unit(HostArray values, int row) {
        int dim = values.columns();
        float[] copy = Arrays.copyOfRange(values.values(), row * dim, (row + 1) * dim);
        double length = Math.sqrt(dot(copy, copy));
        for (int d = 0; d < dim && length > 0; d++) {
            copy[d] = (float) (copy[d] / length);
        }
        return copy;
    }

    private static float dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (double) a[d] * b[d];
        }
        return (float) sum;
    }
}
