package org.s2r2.bench.kernel;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.s2r2.bench.Photograph;
import org.s2r2.data.augment.ViewMaker;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.image.RgbImage;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.objective.BatchAp;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.ArrayVector;
import org.s2r2.optim.FloatVector;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/** The kernels in plain Java that a run spends its time in beside the engine, each on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Kernels {

    private static float[] gaussian(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The embeddings of a batch of four views. */
    @State(Scope.Benchmark)
    public static class Batch {
        @Param({"512"})
        public int rows;

        ViewLayout layout;
        float[] embeddings;
        Tensor tensor;

        @Setup
        public void make() {
            layout = ViewLayout.viewMajor(rows / 4, 4);
            embeddings = gaussian(rows * 128, 1);
            tensor = HostTensorEngine.float32().tensor(embeddings, rows, 128);
        }
    }

    @Benchmark
    public double batchAp(Batch batch) {
        return BatchAp.of(batch.embeddings, batch.layout, 1);
    }

    @Benchmark
    public double smoothAp(Batch batch) {
        try (ValueAndGradients found =
                SmoothAp.of(0.05).evaluate(HostTensorEngine.float32(), batch.tensor, batch.layout)) {
            return found.value();
        }
    }

    /** A drawn photograph and the recipe of MoCo v2. */
    @State(Scope.Benchmark)
    public static class Views {
        final RgbImage image = Photograph.draw(500, 375, 1);
        final ViewMaker maker = new ViewMaker(
                ViewRecipe.read(Settings.of("views", Map.of("crops", List.of(Map.of("size", 96))))), 1);
        final FloatBuffer target = FloatBuffer.allocate(3 * 96 * 96);
        int index;
    }

    @Benchmark
    public Object view(Views views) {
        return views.maker.make(views.image, views.index++, 0, 0, views.target, 0);
    }

    /** The vectors of a part of an update. */
    @State(Scope.Benchmark)
    public static class Vectors {
        final FloatVector weights = new ArrayVector(gaussian(8192, 1), 8192);
        final FloatVector gradient = new ArrayVector(gaussian(8192, 2), 8192);
        final FloatVector momentum = new ArrayVector(new float[8192], 8192);
    }

    @Benchmark
    public Object sgdOnAPart(Vectors part) {
        part.gradient.addScaled(part.weights, 1e-4);
        part.momentum.scale(0.9).addScaled(part.gradient, 1);
        return part.weights.addScaled(part.momentum, -1e-6);
    }

    /** Features of a small evaluation. */
    @State(Scope.Benchmark)
    public static class Features {
        final EvaluationData data = EvaluationData.of(rows(2000, 1), List.of(), rows(500, 2), 1);

        private static FeatureSet rows(int count, long seed) {
            int[] labels = new int[count];
            for (int i = 0; i < count; i++) {
                labels[i] = i % 10;
            }
            return new FeatureSet(HostArray.matrix(gaussian(count * 128, seed), count, 128), labels);
        }
    }

    @Benchmark
    public EvaluationResult knn(Features features) {
        return Evaluator.evaluate(List.of(Knn.DEFAULT), features.data);
    }
}
