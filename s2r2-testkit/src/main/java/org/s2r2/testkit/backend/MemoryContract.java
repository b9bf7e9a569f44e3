package org.s2r2.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.s2r2.backend.Backend;
import org.s2r2.backend.EncoderModel;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.objective.Objective;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.Optimizer;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.StepRates;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.testkit.sample.Samples;
import org.s2r2.training.EncoderPasses;
import org.s2r2.training.TrainingStep;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/**
 * Steps, models and backends leave nothing behind, and micro-batches bound what a step needs, measured as resident
 * memory of the process (Linux).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
public abstract class MemoryContract extends Contract {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR_PEAK = Path.of("/proc/self/clear_refs");
    private static final Optimizer SGD = new Sgd(0.9, false, 1e-4);
    private static final int STEPS = 500;
    private static final int WINDOWS = 5;
    private static final long STEPS_BOUND_MIB = 30;

    /** 2 * 2^20 weights, 8 MiB. */
    private static final Encoder FAT = new Encoder(
            "fat",
            Layer.Sequential.of(new Layer.Conv2d("conv", 3, 1024, 1, 1, 0, true), new Layer.GlobalAvgPool()),
            1024,
            new Layer.Linear("fc", 1024, 2048, true),
            2048);

    /**
     * Each activation of 256 views of 48 x 48 pixels is 36 MiB, which glibc's allocator gives back as soon as it is free:
     * what earlier tests have left resident does not serve here, and the peak counts all of it.
     */
    private static final Encoder TALL = new Encoder(
            "tall",
            Layer.Sequential.of(
                    new Layer.Conv2d("stem", 3, 16, 3, 1, 1, true),
                    new Layer.Relu(),
                    new Layer.Conv2d("conv", 16, 16, 1, 1, 0, true),
                    new Layer.Relu(),
                    new Layer.GlobalAvgPool()),
            16,
            Layer.Sequential.of(new Layer.Linear("fc", 16, 16, true), new Layer.L2Normalize()),
            16);

    private static final int TALL_SIZE = 48;
    private static final long ACTIVATION_MIB = 36;

    private static final int MODELS = 20;

    /** Of 160 MiB that 20 times the weights are, without gradients and state. */
    private static final long MODEL_BOUND_MIB = 100;

    private final Map<String, HostArray> fat = Samples.weights(FAT.parameters(), 1);

    @BeforeAll
    static void requireMeasurement() {
        assumeTrue(Files.isReadable(STATUS), STATUS + " is not there");
    }

    /** Before the others: the large arrays that they free may stay resident, and small leaks would fill their room. */
    @Test
    @Order(1)
    void fiveHundredStepsLeaveNothingBehind() throws IOException, InterruptedException {
        try (EncoderModel model = tiny(11, SGD)) {
            // Large enough that 500 copies of the pixels alone are more than the bound.
            ViewBatch batch = Samples.twoSizes(48, 18);
            List<Long> growth = new ArrayList<>();
            long before = residentMiB();
            // A leak shows in every window. The JVM's compiler grows and shrinks too, but not in every one.
            do {
                for (int step = 1; step <= STEPS; step++) {
                    step(backend, model, batch);
                }
                long after = residentMiB();
                growth.add(after - before);
                before = after;
            } while (growth.get(growth.size() - 1) >= STEPS_BOUND_MIB && growth.size() < WINDOWS);
            assertThat(growth)
                    .as("growth in MiB over windows of %d steps", STEPS)
                    .anyMatch(mib -> mib < STEPS_BOUND_MIB);
        }
    }

    /** A step with an objective, and an evaluation of the first block. */
    protected static void step(Backend backend, EncoderModel model, ViewBatch batch) {
        try (Tensor embeddings = model.forward(batch);
                ValueAndGradients result = backend.tensors().differentiate(
                        inputs -> inputs.get(0).matmul(inputs.get(0).transpose()).exp().mean(), List.of(embeddings))) {
            model.backward(result.gradients().get(0));
        }
        model.update(0.01);
        ViewBlock first = batch.blocks().get(0);
        model.embed(first.pixels(), first.rows(), first.size(), Stage.BACKBONE);
    }

    /** The views themselves lie in the host's memory before and after, and do not count. */
    @Test
    @Order(2)
    void aBatchOf2048ViewsTrainsInTheMemoryOf256() throws IOException, InterruptedException {
        assumeTrue(Files.isWritable(CLEAR_PEAK), CLEAR_PEAK + " is not there");
        Objective objective = new SmoothAp(0.1, QueryMode.EXCLUDED);
        ViewBatch small = fourViews(64, TALL_SIZE);
        ViewBatch large = fourViews(512, TALL_SIZE);
        try (EncoderModel model = backend.compile(TALL, Samples.weights(TALL.parameters(), 1), SGD)) {
            // Views of 2 pixels, so that neither what the first use loads counts, nor the loss's part of the Java heap.
            train(model, objective, fourViews(512, 2), 64);
            long before = residentMiB();
            long whole = peakMiB(() -> train(model, objective, small, 0)) - before;
            long divided = peakMiB(() -> train(model, objective, large, 64)) - before;
            String sizes = String.format(Locale.ROOT,
                    "%d MiB for 256 views, %d MiB for 2048 views in micro-batches of 256", whole, divided);
            // The outputs of both convolutions and of a ReLU, at the least.
            assertThat(whole).as(sizes).isGreaterThan(3 * ACTIVATION_MIB);
            assertThat((double) divided).as(sizes).isLessThan(1.2 * whole);
        }
    }

    private static ViewBatch fourViews(int images, int size) {
        return Samples.batch(images, new ViewBlock(4, images, size, Samples.pixels(4 * images, size, 5)));
    }

    private void train(EncoderModel model, Objective objective, ViewBatch batch, int microBatch) {
        EncoderPasses passes = new EncoderPasses(backend, model, microBatch);
        try (TrainingStep step = new TrainingStep(passes, objective, batch, 0, 0)) {
            step.forward();
            step.evaluate();
            step.backward();
            step.update(StepRates.of(0.01));
        }
    }

    @Test
    void closedModelsLeaveNothingBehind() throws IOException, InterruptedException {
        requireBoundedGrowth("models opened, trained for a step and closed", () -> useOnce(backend));
    }

    @Test
    void closedBackendsLeaveNothingBehindEvenWhereATensorIsLeftOpen() throws IOException, InterruptedException {
        float[] values = fat.get("fc.weight").values();
        requireBoundedGrowth("backends opened, used for one model and one tensor of that size, and closed", () -> {
            try (Backend own = factory().open(ONE_THREAD)) {
                useOnce(own);
                own.tensors().tensor(values, values.length);
            }
        });
    }

    private void requireBoundedGrowth(String what, Runnable use) throws IOException, InterruptedException {
        // An allocator may keep some of what was freed, up to a plateau.
        for (int i = 0; i < MODELS / 2; i++) {
            use.run();
        }
        long settled = residentMiB();
        for (int i = 0; i < MODELS; i++) {
            use.run();
        }
        assertThat(residentMiB() - settled)
                .as("growth in MiB over %d %s, each with 8 MiB of weights", MODELS, what)
                .isLessThan(MODEL_BOUND_MIB);
    }

    private void useOnce(Backend by) {
        ViewBatch batch = Samples.batch(2, new ViewBlock(2, 2, 1, Samples.pixels(4, 1, 2)));
        try (EncoderModel model = by.compile(FAT, fat, SGD)) {
            differentiate(by, model, batch, 3);
            model.update(0.01);
        }
    }

    /** After garbage collections, so that neither dead Java objects nor what they stand for outside the heap count. */
    private static long residentMiB() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(30);
        }
        return statusMiB("VmRSS:");
    }

    /** The most that was resident at any time of a use. */
    private static long peakMiB(Runnable use) throws IOException {
        // See proc(5): writing 5 sets the peak to what is resident now.
        Files.writeString(CLEAR_PEAK, "5");
        use.run();
        return statusMiB("VmHWM:");
    }

    private static long statusMiB(String key) throws IOException {
        long kib = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        return kib / 1024;
    }
}
