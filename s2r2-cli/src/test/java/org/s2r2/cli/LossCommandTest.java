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
import org.s2r2.baseline.BarlowTwins;
import org.s2r2.baseline.Dino;
import org.s2r2.baseline.NtXent;
import org.s2r2.baseline.Swav;
import org.s2r2.baseline.VicReg;
import org.s2r2.baseline.ViewPrediction;
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
        return Stream.of(SmoothAp.NAME, NtXent.NAME, Swav.NAME, FastAp.NAME, BarlowTwins.NAME, VicReg.NAME,
                        ViewPrediction.BYOL, Dino.NAME)
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
        double[] viewMajor = viewMajor(golden.embeddings(), golden.images(), golden.views(), golden.dim());
        golden.requireLoss(loss(golden, "host", viewMajor, "--order", "view-major").get("loss").doubleValue(), 1e-9);
    }

    private static double[] viewMajor(double[] imageMajor, int images, int views, int dim) {
        double[] viewMajor = new double[imageMajor.length];
        for (int image = 0; image < images; image++) {
            for (int view = 0; view < views; view++) {
                System.arraycopy(
                        imageMajor, (image * views + view) * dim, viewMajor, (view * images + image) * dim, dim);
            }
        }
        return viewMajor;
    }

    /** The name that other programs have for a key. */
    private static String underscored(String key) {
        return key.equals("assigningViews")
                ? "assign_views"
                : key.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void aTeacherThatIsMissingOrDoesNotFitIsNamed() throws Exception {
        Path rows = folder.resolve("x.npy");
        Npy.write(rows, new NpyMatrix(6, 2, new double[12]));
        Object[] byol = {"loss", "--objective", "byol", "--embeddings", rows, "--images", 2, "--views", 3};
        assertThat(Cli.run(byol).err()).contains("--teacher: found nothing", "byol needs", "[6, 2]");
        Path five = folder.resolve("t.npy");
        Npy.write(five, new NpyMatrix(5, 2, new double[10]));
        assertThat(Cli.run(with(byol, "--teacher", five)).err()).contains("t.npy: found 5 rows, expected those of 2 to 3");
        Npy.write(five, new NpyMatrix(6, 3, new double[18]));
        assertThat(Cli.run(with(byol, "--teacher", five)).err()).contains("t.npy: found 3 columns, expected the 2");
        assertThat(Cli.run(with(byol, "--memory", five)).err()).contains("--memory: found a file, expected --teacher");
        Npy.write(five, new NpyMatrix(6, 2, new double[12]));
        assertThat(Cli.run(with(byol, "--teacher", five, "--center", rows)).err()).contains("byol has no centre");
        byol[2] = "dino";
        assertThat(Cli.run(with(byol, "--teacher", five, "--center", rows)).err())
                .contains("x.npy: found shape [6, 2], expected a vector");
        byol[2] = "smooth-ap";
        assertThat(Cli.run(with(byol, "--teacher", five, "--set", "candidates=teacher")).done().out())
                .startsWith("smooth-ap ");
    }

    private static Object[] with(Object[] args, Object... more) {
        List<Object> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray();
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
        golden.hyperparameters().forEach((key, value) -> args.addAll(List.of("--set", underscored(key) + "=" + value)));
        if (golden.teacherViews() > 0) {
            Path teacher = folder.resolve("t.npy");
            double[] taught = embeddings == golden.embeddings()
                    ? golden.teacher()
                    : viewMajor(golden.teacher(), golden.images(), golden.teacherViews(), golden.dim());
            Npy.write(teacher, new NpyMatrix(golden.images() * golden.teacherViews(), golden.dim(), taught));
            args.addAll(List.of("--teacher", teacher));
        }
        if (golden.center().length > 0) {
            Path center = folder.resolve("center.npy");
            Npy.write(center, new NpyMatrix(1, golden.dim(), golden.center()));
            args.addAll(List.of("--center", center));
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
