package org.s2r2.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.objective.GoldenCase;

/**
 * The oracle is the golden values that a public implementation of Smooth-AP gave. Errors are relative to them, or to a
 * floor where the golden value itself is rounding: its loss is exact to two units in the last place of 1, its gradient
 * to one unit in the last place of 1 / temperature.
 */
class LossCommandTest {

    private static final double ULP = Math.ulp(1.0);

    @TempDir
    Path folder;

    static List<GoldenCase> cases() {
        return GoldenCase.list();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theHostAgreesWithTheReferenceInDoublePrecision(GoldenCase golden) throws Exception {
        requireAgreement(golden, "host", golden.embeddings(), 1e-9, "--order", "image-major");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEngineAgreesWithTheReferenceInSinglePrecision(GoldenCase golden) throws Exception {
        requireAgreement(golden, "djl", golden.embeddings(), 1e-4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void viewMajorOrderMeansTheSameBatchWithItsRowsPermuted(GoldenCase golden) throws Exception {
        double[] viewMajor = new double[golden.embeddings().length];
        for (int image = 0; image < golden.images(); image++) {
            for (int view = 0; view < golden.views(); view++) {
                System.arraycopy(golden.embeddings(), (image * golden.views() + view) * golden.dim(), viewMajor,
                        (view * golden.images() + image) * golden.dim(), golden.dim());
            }
        }
        assertThat(loss(golden, "host", viewMajor, "--order", "view-major").get("loss").doubleValue())
                .isCloseTo(golden.loss(), within(1e-9 * Math.max(golden.loss(), 2 * ULP / 1e-9)));
    }

    @Test
    void textNamesTheObjectiveAndTheLoss() throws Exception {
        // Orthogonal images whose views coincide: the only negatives are 1 / 0.1 temperatures below the positive.
        Path rows = folder.resolve("x.npy");
        Npy.write(rows, new NpyMatrix(4, 2, new double[] {1, 0, 1, 0, 0, 1, 0, 1}));
        Cli run = Cli.run("loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", 2, "--views", 2,
                "--set", "temperature=0.1").done();
        double g = 1 / (1 + Math.exp(10));
        assertThat(run.out()).startsWith("smooth-ap ");
        assertThat(Double.parseDouble(run.out().substring("smooth-ap ".length())))
                .isCloseTo(2 * g / (1 + 2 * g), within(1e-12));
    }

    private JsonNode loss(GoldenCase golden, String backend, double[] embeddings, String... more) throws IOException {
        Path rows = folder.resolve("x.npy");
        Npy.write(rows, new NpyMatrix(golden.rows(), golden.dim(), embeddings));
        List<Object> args = new ArrayList<>(List.of(
                "loss", "--objective", "smooth-ap", "--embeddings", rows, "--images", golden.images(), "--views",
                golden.views(), "--set", "temperature=" + golden.temperature(), "--set",
                "query=" + golden.query().name().toLowerCase(Locale.ROOT), "--backend", backend, "--json",
                "--gradient-out", folder.resolve("g.npy")));
        args.addAll(List.of(more));
        return Cli.run(args.toArray()).done().json();
    }

    private void requireAgreement(GoldenCase golden, String backend, double[] rows, double tolerance, String... more)
            throws IOException {
        JsonNode json = loss(golden, backend, rows, more);
        assertThat(json.fieldNames()).toIterable().containsExactly("objective", "loss");
        assertThat(json.get("objective").textValue()).isEqualTo("smooth-ap");
        double lossFloor = 2 * ULP / tolerance;
        assertThat(json.get("loss").doubleValue())
                .isCloseTo(golden.loss(), within(tolerance * Math.max(golden.loss(), lossFloor)));

        NpyMatrix gradient = Npy.readMatrixAsDoubles(folder.resolve("g.npy"));
        assertThat(gradient.rows()).isEqualTo(golden.rows());
        double gradientFloor = ULP / golden.temperature() / tolerance;
        double largest = DoubleStream.of(golden.gradient()).map(Math::abs).max().orElseThrow();
        assertThat(gradient.values())
                .containsExactly(golden.gradient(), within(tolerance * Math.max(largest, gradientFloor)));
    }
}
