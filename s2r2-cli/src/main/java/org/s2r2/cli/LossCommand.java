package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.s2r2.baseline.Dino;
import org.s2r2.encoder.Parameter;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.RankingKeys;
import org.s2r2.objective.TeacherRows;
import org.s2r2.objective.WeightedSum;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "loss",
        description = "The loss of a batch of embeddings, and its gradient at them. Rows are taken as they are.%n"
                + "Plain Java computes in float64 here.",
        mixinStandardHelpOptions = true)
final class LossCommand implements Callable<Integer> {

    @Option(names = "--objective", required = true, paramLabel = "NAME", description = "Such as smooth-ap.")
    private String objective;

    @Option(
            names = "--embeddings",
            required = true,
            paramLabel = "X.npy",
            description = "[images x views, dim], float16, float32 or float64.")
    private Path embeddings;

    @Option(names = "--images", required = true, paramLabel = "B", description = "Images in the batch, 2 or more.")
    private int images;

    @Option(names = "--views", required = true, paramLabel = "V", description = "Views of each image, 2 or more.")
    private int views;

    @Option(
            names = "--order",
            defaultValue = "image-major",
            description = "image-major (the default: all views of image 0, then of image 1) or view-major.")
    private String order;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A hyperparameter, such as temperature=0.01; student_temperature is studentTemperature.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--prototypes",
            paramLabel = "C.npy",
            description = "[prototypes, dim], the weights of an objective that has them, such as swav.")
    private Path prototypes;

    @Option(
            names = "--prototypes-gradient-out",
            paramLabel = "P.npy",
            description = "Where the gradient at the prototypes goes, as float64.")
    private Path prototypesGradientOut;

    @Option(
            names = "--teacher",
            paramLabel = "T.npy",
            description = "[images x views, dim] or less: a teacher's rows of the first views of each image, in the same"
                    + " order, for an objective that has a teacher, such as byol.")
    private Path teacher;

    @Option(
            names = "--memory",
            paramLabel = "M.npy",
            description = "[rows, dim], a teacher's rows of past batches, beside --teacher.")
    private Path memory;

    @Option(names = "--center", paramLabel = "C.npy", description = "[dim], the centre of dino.")
    private Path center;

    @Option(names = "--gradient-out", paramLabel = "G.npy", description = "Where the gradient goes, as float64.")
    private Path gradientOut;

    @Mixin
    private HostOrBackend backend;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--gradient-out", gradientOut);
        OutputFile.require("--prototypes-gradient-out", prototypesGradientOut);
        Components components = Components.discover();
        Objective made = objective(components, "{}");
        ViewLayout layout = layout();
        NpyMatrix rows = Npy.readMatrixAsDoubles(embeddings);
        if (rows.rows() != layout.rows()) {
            throw new InvalidInputException(embeddings + ": found " + rows.rows() + " rows, expected " + images
                    + " images x " + views + " views = " + layout.rows());
        }
        List<NpyMatrix> weights = new ArrayList<>();
        if (hasWeights(made, rows.columns())) {
            NpyMatrix weight = Npy.readMatrixAsDoubles(prototypes);
            if (!(made instanceof WeightedSum)) {
                made = objective(components, "{prototypes: " + weight.rows() + "}");
            }
            requireShape(weight, made.parameters(rows.columns()).get(0));
            weights.add(weight);
        }
        Objective given = withCenter(made, rows.columns());
        Optional<TaughtRows> taught = TaughtRows.read(given, teacher, memory, layout, rows.columns());
        backend.use(HostTensorEngine.float64(), components,
                tensors -> report(given, tensors, rows, weights, taught, layout));
        return 0;
    }

    private boolean hasWeights(Objective made, int dim) {
        List<Parameter> parameters = made.parameters(dim);
        if (parameters.size() > 1 || parameters.stream().anyMatch(parameter -> parameter.shape().length != 2)) {
            throw new InvalidInputException("--objective: found " + objective
                    + ", expected an objective with no weights of its own or with one matrix of them");
        }
        boolean found = !parameters.isEmpty();
        if (found && prototypes == null) {
            throw new InvalidInputException("--prototypes: found nothing, expected the weights of " + objective
                    + ", a file with a matrix [prototypes, " + dim + "]");
        }
        if (!found && (prototypes != null || prototypesGradientOut != null)) {
            throw new InvalidInputException((prototypes == null ? "--prototypes-gradient-out" : "--prototypes")
                    + ": found a file, but " + objective + " has no weights of its own");
        }
        return found;
    }

    private Objective withCenter(Objective made, int dim) {
        if (center == null) {
            return made;
        }
        if (!(made instanceof Dino dino)) {
            throw new InvalidInputException("--center: found a file, but " + objective + " has no centre");
        }
        double[] found = Npy.readVectorAsDoubles(center);
        if (found.length != dim) {
            throw new InvalidInputException(
                    center + ": found " + found.length + " values, expected the " + dim + " of an embedding");
        }
        return dino.withCenter(found);
    }

    private void requireShape(NpyMatrix weight, Parameter parameter) {
        int[] expected = parameter.shape();
        if (weight.rows() != expected[0] || weight.columns() != expected[1]) {
            throw new InvalidInputException(prototypes + ": found shape [" + weight.rows() + ", " + weight.columns()
                    + "], expected " + Arrays.toString(expected));
        }
    }

    private void report(Objective made, TensorEngine engine, NpyMatrix rows, List<NpyMatrix> weights,
            Optional<TaughtRows> taught, ViewLayout layout) throws IOException {
        List<Tensor> own = weights.stream().map(weight -> tensor(engine, weight)).toList();
        ObjectiveStep plain = new ObjectiveStep(layout, 0, 0, own);
        ObjectiveStep step = taught.map(rowsOfTeacher -> plain.withTeacher(rowsOfTeacher.on(engine))).orElse(plain);
        try (Tensor points = tensor(engine, rows);
                ValueAndGradients evaluated = made.evaluate(engine, points, step)) {
            write(gradientOut, evaluated.gradients().get(0));
            if (!own.isEmpty()) {
                write(prototypesGradientOut, evaluated.gradients().get(1));
            }
            results.print(
                    JsonNodeFactory.instance.objectNode().put("objective", objective).put("loss", evaluated.value()),
                    objective + " " + evaluated.value());
        } finally {
            own.forEach(Tensor::close);
            step.teacher().ifPresent(TeacherRows::close);
        }
    }

    static Tensor tensor(TensorEngine engine, NpyMatrix matrix) {
        return engine.tensor(matrix.values(), matrix.rows(), matrix.columns());
    }

    /** @param file null where the gradient was not asked for */
    private static void write(Path file, Tensor gradient) throws IOException {
        if (file != null) {
            Npy.write(file, new NpyMatrix(gradient.shape()[0], gradient.shape()[1], gradient.toDoubles()));
        }
    }

    /** @param defaults hyperparameters that {@code --set} may replace */
    private Objective objective(Components components, String defaults) {
        ObjectiveFactory factory = components.objectives().get(objective);
        if (factory == null) {
            throw new InvalidInputException("--objective: found '" + objective + "', expected one of "
                    + String.join(", ", new TreeSet<>(components.objectives().keySet())));
        }
        Settings settings = ExperimentFile.parse("--set", defaults, set.stream().map(LossCommand::camelCase).toList());
        Objective made = RankingKeys.create(factory, settings);
        settings.rejectUnread();
        return made;
    }

    /** The key as it stands in an experiment file, from one with underscores, as other programs have them. */
    private static String camelCase(String replacement) {
        int equals = replacement.indexOf('=');
        if (equals < 0) {
            return replacement;
        }
        String key = replacement.substring(0, equals);
        String known = key.equals("assign_views")
                ? "assigningViews"
                : Pattern.compile("_(.)").matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        return known + replacement.substring(equals);
    }

    private ViewLayout layout() {
        if (images < 2 || views < 2) {
            throw new InvalidInputException(
                    "--images and --views: found " + images + " and " + views + ", expected 2 or more of each");
        }
        return switch (order) {
            case "image-major" -> ViewLayout.imageMajor(images, views);
            case "view-major" -> ViewLayout.viewMajor(images, views);
            default -> throw new InvalidInputException(
                    "--order: found '" + order + "', expected image-major or view-major");
        };
    }
}
