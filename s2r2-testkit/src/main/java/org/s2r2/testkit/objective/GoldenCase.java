package org.s2r2.testkit.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.SmoothAp;
import org.s2r2.objective.TeacherRows;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * A value of an objective computed by a public reference implementation in float64; see golden/README.md in the test
 * resources. Rows are image-major.
 *
 * @param name the file's name
 * @param objective the objective's name
 * @param hyperparameters those that the file has, under the keys of an experiment file
 * @param embeddings [rows, dim], row-major
 * @param gradient [rows, dim], row-major
 * @param prototypes the objective's own weights, [K, dim], row-major; empty where it has none
 * @param prototypesGradient [K, dim], row-major; empty where there are none
 * @param teacher the teacher's rows of the first views of each image, row-major; empty where there is none
 * @param teacherViews how many views of each image the teacher has; 0 where there is none
 * @param center of the teacher's rows, [dim]; empty where there is none
 */
public record GoldenCase(
        String name,
        String objective,
        int images,
        int views,
        int dim,
        Map<String, Object> hyperparameters,
        double[] embeddings,
        double loss,
        double[] gradient,
        double[] prototypes,
        double[] prototypesGradient,
        double[] teacher,
        int teacherViews,
        double[] center) {

    private static final int CASES = 69;
    /** What stands in a file beside hyperparameters and arrays. */
    private static final Set<String> OTHERS =
            Set.of("objective", "images", "views", "dim", "loss", "normalized", "note", "teacher_views");
    private static final double ULP = Math.ulp(1.0);

    /** All cases of Smooth-AP. */
    public static List<GoldenCase> list() {
        return list(SmoothAp.NAME);
    }

    /** All cases of an objective. */
    public static List<GoldenCase> list(String objective) {
        ObjectMapper mapper = new ObjectMapper();
        List<GoldenCase> cases = new ArrayList<>();
        for (int number = 0; number < CASES; number++) {
            String name = String.format(Locale.ROOT, "%02d-%s.json", number, objective);
            // The numbers between belong to other objectives.
            try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/" + name)) {
                if (in != null) {
                    cases.add(of(name, mapper.readTree(in)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }
        return List.copyOf(cases);
    }

    public int rows() {
        return images * views;
    }

    public ViewLayout layout() {
        return ViewLayout.imageMajor(images, views);
    }

    /** The hyperparameters as a section of an experiment file. */
    public Settings settings() {
        return Settings.of(name, hyperparameters);
    }

    /** Smooth-AP with this case's hyperparameters. */
    public SmoothAp smoothAp() {
        return SmoothAp.from(settings());
    }

    /** What similarities are divided by; 1 where the objective has no temperature. */
    public double temperature() {
        return hyperparameters.get("temperature") instanceof Number number ? number.doubleValue() : 1;
    }

    /** Requires an objective to give this loss and these gradients; see {@link #requireClose}. */
    public void requireAgreement(Objective found, TensorEngine engine, double tolerance) {
        List<Tensor> weights =
                prototypes.length == 0 ? List.of() : List.of(engine.tensor(prototypes, prototypes.length / dim, dim));
        ObjectiveStep step = new ObjectiveStep(layout(), 0, 0, weights);
        try (Tensor rows = engine.tensor(embeddings, rows(), dim);
                Tensor taught = engine.tensor(teacherViews == 0 ? embeddings : teacher,
                        teacherViews == 0 ? rows() : images * teacherViews, dim);
                ValueAndGradients evaluated = found.evaluate(engine, rows, teacherViews == 0 ? step : step.withTeacher(
                        new TeacherRows(taught, ViewLayout.imageMajor(images, teacherViews), Optional.empty())))) {
            requireLoss(evaluated.value(), tolerance);
            requireClose("gradient", evaluated.gradients().get(0).toDoubles(), gradient, tolerance);
            assertThat(evaluated.gradients()).hasSize(1 + weights.size());
            if (!weights.isEmpty()) {
                requireClose("gradient at the prototypes", evaluated.gradients().get(1).toDoubles(), prototypesGradient,
                        tolerance);
            }
        } finally {
            weights.forEach(Tensor::close);
        }
    }

    /**
     * Requires a loss with a small error relative to the reference's, or to a floor where that is so small that the
     * reference's own rounding is more than the tolerance: Smooth-AP's is 1 - mean AP, a difference of numbers near 1,
     * exact to two units in the last place of 1.
     */
    public void requireLoss(double found, double tolerance) {
        double error = Math.abs(found - loss) / Math.max(Math.abs(loss), 2 * ULP / tolerance);
        assertThat(error).as("relative error of the loss").isLessThan(tolerance);
    }

    /**
     * Requires a gradient with a small error relative to the reference's largest element, or to a floor. The reference
     * adds up terms of size 1 / temperature that cancel, exact to one unit in the last place of those. In case 26, the
     * worst, the true values are below 1e-30 and the reference's are rounding.
     */
    public void requireClose(String what, double[] found, double[] expected, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
        double difference = 0;
        for (int i = 0; i < found.length; i++) {
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
        }
        double error = difference / Math.max(largest, ULP / temperature() / tolerance);
        assertThat(error).as("relative error of the " + what).isLessThan(tolerance);
    }

    private static GoldenCase of(String name, JsonNode json) {
        return new GoldenCase(
                name,
                json.get("objective").textValue(),
                json.get("images").intValue(),
                json.get("views").intValue(),
                json.get("dim").intValue(),
                hyperparameters(json),
                flat(json.get("embeddings")),
                json.get("loss").doubleValue(),
                flat(json.get("gradient")),
                flat(json.path("prototypes")),
                flat(json.path("prototypes_grad")),
                flat(json.path("teacher")),
                json.has("teacher") ? json.path("teacher_views").asInt(json.get("views").intValue()) : 0,
                vector(json.path("center")));
    }

    private static Map<String, Object> hyperparameters(JsonNode json) {
        Map<String, Object> found = new LinkedHashMap<>();
        json.fields().forEachRemaining(field -> {
            JsonNode value = field.getValue();
            if (!OTHERS.contains(field.getKey()) && !value.isArray()) {
                Object plain = value.isTextual() ? value.textValue() : value.numberValue();
                found.put(key(field.getKey()), plain);
            }
        });
        return found;
    }

    /** The key that an experiment file has for a name in a golden file. */
    private static String key(String name) {
        if (name.equals("assign_views")) {
            return "assigningViews";
        }
        return Pattern.compile("_(.)").matcher(name).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    private static double[] vector(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static double[] flat(JsonNode matrix) {
        return StreamSupport.stream(matrix.spliterator(), false)
                .flatMapToDouble(row -> StreamSupport.stream(row.spliterator(), false).mapToDouble(JsonNode::doubleValue))
                .toArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
