package org.s2r2.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Layer;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewBatch;
import org.s2r2.view.ViewBlock;

/** Steps, models and backends leave nothing behind, measured as resident memory of the process (Linux). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class MemoryContract extends Contract {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(0.9, false, 1e-4);
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

    private static final int MODELS = 20;

    /** Of 160 MiB that 20 times the weights are, without gradients and state. */
    private static final long MODEL_BOUND_MIB = 60;

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
        long kib = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        return kib / 1024;
    }
}
