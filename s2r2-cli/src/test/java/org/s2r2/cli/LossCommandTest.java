package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.s2r2.baseline.NtXent;
import org.s2r2.baseline.Swav;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.ranking.FastAp;
import org.s2r2.testkit.objective.GoldenCase;

/** The oracle is the golden values that public implementations gave. */
@Tag("slow")
class LossCommandTest {

    @TempDir
    Path folder;

    static List<GoldenCase> cases() {
        return Stream.of(SmoothAp.NAME, NtXent.NAME, Swav.NAME, FastAp.NAME)
                .flatMap(name -> GoldenCase.list(name).stream())
                .toList();
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
        golden.requireLoss(loss(golden, "host", viewMajor, "--order", "view-major").get("loss").doubleValue(), 1e-9);
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

    @Test
    void aSumTakesThePrototypesOfItsTerm() throws Exception {
        GoldenCase golden = GoldenCase.list(Swav.NAME).get(0);
        double swav = loss(golden, "host", golden.embeddings()).get("loss").doubleValue();
        int count = golden.prototypes().length / golden.dim();
        Object[] sum = {
            "loss", "--objective", "sum", "--embeddings", folder.resolve("x.npy"), "--images", golden.images(), "--views",
            golden.views(), "--prototypes", folder.resolve("c.npy"), "--json", "--set",
            "terms=[{weight: 2, name: swav, temperature: " + golden.temperature() + ", prototypes: " + count + "}]"
        };
        assertThat(Cli.run(sum).done().json().get("loss").doubleValue()).isCloseTo(2 * swav, within(1e-12));
        sum[sum.length - 1] = "terms=[{name: swav, prototypes: 7}]";
        Cli refused = Cli.run(sum);
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("c.npy: found shape [" + count + ", " + golden.dim() + "], expected [7, "
                + golden.dim() + "]");
    }

    private JsonNode loss(GoldenCase golden, String backend, double[] embeddings, String... more) throws IOException {
        Path rows = folder.resolve("x.npy");
        Npy.write(rows, new NpyMatrix(golden.rows(), golden.dim(), embeddings));
        List<Object> args = new ArrayList<>(List.of(
                "loss", "--objective", golden.objective(), "--embeddings", rows, "--images", golden.images(), "--views",
                golden.views(), "--backend", backend, "--json", "--gradient-out", folder.resolve("g.npy")));
        // The cases of FastAP have its default number of bins.
        if (!golden.objective().equals(FastAp.NAME)) {
            args.addAll(List.of("--set", "temperature=" + golden.temperature()));
        }
        if (golden.objective().equals(SmoothAp.NAME)) {
            args.addAll(List.of("--set", "query=" + golden.query().name().toLowerCase(Locale.ROOT)));
        }
        if (golden.objective().equals(Swav.NAME)) {
            Path prototypes = folder.resolve("c.npy");
            int count = golden.prototypes().length / golden.dim();
            Npy.write(prototypes, new NpyMatrix(count, golden.dim(), golden.prototypes()));
            args.addAll(List.of(
                    "--prototypes", prototypes, "--prototypes-gradient-out", folder.resolve("p.npy")));
        }
        args.addAll(List.of(more));
        return Cli.run(args.toArray()).done().json();
    }

    private void requireAgreement(GoldenCase golden, String backend, double[] rows, double tolerance, String... more)
            throws IOException {
        JsonNode json = loss(golden, backend, rows, more);
        assertThat(json.fieldNames()).toIterable().containsExactly("objective", "loss");
        assertThat(json.get("objective").textValue()).isEqualTo(golden.objective());
        golden.requireLoss(json.get("loss").doubleValue(), tolerance);
        NpyMatrix gradient = Npy.readMatrixAsDoubles(folder.resolve("g.npy"));
        assertThat(gradient.rows()).isEqualTo(golden.rows());
        golden.requireClose("gradient", gradient.values(), golden.gradient(), tolerance);
        if (golden.objective().equals(Swav.NAME)) {
            NpyMatrix prototypes = Npy.readMatrixAsDoubles(folder.resolve("p.npy"));
            assertThat(prototypes.columns()).isEqualTo(golden.dim());
            golden.requireClose(
                    "gradient at the prototypes", prototypes.values(), golden.prototypesGradient(), tolerance);
        }
    }
}
