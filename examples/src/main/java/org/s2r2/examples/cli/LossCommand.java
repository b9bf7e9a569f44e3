package org.s2r2.examples.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.ExperimentFile;
import org.s2r2.npy.Npy;
import org.s2r2.npy.NpyMatrix;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveFactory;
import org.s2r2.objective.ViewLayout;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostTensorEngine;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "loss",
        description = "The loss of a batch of embeddings, and its gradient at them. Rows are taken as they are.",
        mixinStandardHelpOptions = true)
final class LossCommand implements Callable<Integer> {

    private static final String HOST = "host";

    @Option(names = "--objective", required = true, paramLabel = "NAME", description = "Such as smooth-ap.")
    private String objective;

    @Option(
            names = "--embeddings",
            required = true,
            paramLabel = "X.npy",
            description = "[images x views, dim], float32 or float64.")
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

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A hyperparameter, such as temperature=0.01.")
    private List<String> set = new ArrayList<>();

    @Option(names = "--gradient-out", paramLabel = "G.npy", description = "Where the gradient goes, as float64.")
    private Path gradientOut;

    @Option(
            names = "--backend",
            defaultValue = HOST,
            description = "host (the default: plain Java in float64) or an engine, in float32.")
    private String backend;

    @Mixin
    private Results results;

    @Override
    public Integer call() throws IOException {
        OutputFile.require("--gradient-out", gradientOut);
        Components components = Components.discover();
        Objective made = objective(components);
        ViewLayout layout = layout();
        NpyMatrix rows = Npy.readMatrixAsDoubles(embeddings);
        if (rows.rows() != layout.rows()) {
            throw new InvalidInputException(embeddings + ": found " + rows.rows() + " rows, expected " + images
                    + " images x " + views + " views = " + layout.rows());
        }
        if (backend.equals(HOST)) {
            report(made, HostTensorEngine.float64(), rows, layout);
        } else {
            try (Backend engine = open(components)) {
                report(made, engine.tensors(), rows, layout);
            }
        }
        return 0;
    }

    private void report(Objective made, TensorEngine engine, NpyMatrix rows, ViewLayout layout) throws IOException {
        try (Tensor points = engine.tensor(rows.values(), rows.rows(), rows.columns());
                ValueAndGradients evaluated = made.evaluate(engine, points, layout)) {
            if (gradientOut != null) {
                double[] gradient = evaluated.gradients().get(0).toDoubles();
                Npy.write(gradientOut, new NpyMatrix(rows.rows(), rows.columns(), gradient));
            }
            results.print(
                    JsonNodeFactory.instance.objectNode().put("objective", objective).put("loss", evaluated.value()),
                    objective + " " + evaluated.value());
        }
    }

    private Objective objective(Components components) {
        ObjectiveFactory factory = components.objectives().get(objective);
        if (factory == null) {
            throw new InvalidInputException("--objective: found '" + objective + "', expected one of "
                    + String.join(", ", new TreeSet<>(components.objectives().keySet())));
        }
        Settings settings = ExperimentFile.parse("--set", "{}", set);
        Objective made = factory.create(settings);
        settings.rejectUnread();
        return made;
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

    private Backend open(Components components) {
        BackendFactory factory = components.backends().get(backend);
        if (factory == null) {
            TreeSet<String> known = new TreeSet<>(components.backends().keySet());
            known.add(HOST);
            throw new InvalidInputException(
                    "--backend: found '" + backend + "', expected one of " + String.join(", ", known));
        }
        return factory.open(
                new BackendFactory.Options(Device.CPU, Runtime.getRuntime().availableProcessors()));
    }
}
