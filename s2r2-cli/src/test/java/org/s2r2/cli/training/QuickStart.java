package org.s2r2.cli.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.data.DatasetFactory;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.augment.EvalTransform;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.loader.LoaderSettings;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.encoder.Encoder.Stage;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.eval.protocol.EvaluationData;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.eval.protocol.FeatureSet;
import org.s2r2.eval.protocol.Knn;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Features;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.Sgd;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.settings.Settings;
import org.s2r2.training.Trainer;

/**
 * Pretrains a small ResNet on built-in drawings, writes its weights under torchvision's names, and asks the nearest
 * neighbours of test images for their classes.
 */
public final class QuickStart {

    public static void main(String[] args) throws IOException {
        System.out.println("kNN top-1: " + run(6, Path.of("encoder.safetensors")));
    }

    static double run(int epochs, Path weights) throws IOException {
        Components components = Components.discover();
        DatasetFactory shapes = components.datasets().get("shapes");
        Settings data = Settings.of("data", Map.of("images", 2000, "size", 40));
        Settings crops = Settings.of("views", Map.of("crops", List.of(Map.of("count", 4, "size", 32))));
        ViewRecipe recipe = ViewRecipe.read(crops);
        Encoder encoder = new ProjectionHead(2, 128, 64, false).on(ResNets.cifar(8, 32, 2));
        try (ImageDataset train = shapes.open(data, Split.TRAIN);
                ImageDataset test = shapes.open(data, Split.TEST);
                ViewLoader views = new ViewLoader(train, recipe, 1, new LoaderSettings(64, 1, 2));
                Backend backend = components.backends().get("djl").open(new Options(Device.CPU, 2));
                EncoderModel model = backend.compile(
                        encoder, Initializer.initialise(encoder, 1), new Sgd(0.9, false, 5e-4))) {
            SmoothAp loss = new SmoothAp(0.05, QueryMode.EXCLUDED);
            WarmupCosine rate = new WarmupCosine(0.1, 0, 0, epochs);
            new Trainer(backend, model, loss, views, rate, epochs, List.of()).run();
            Safetensors.write(weights, model.weights());
            EvalTransform whole = new EvalTransform(40, recipe.normalization());
            FeatureSet known = Features.extract(model, Stage.BACKBONE, train, whole).labelled(train.description());
            FeatureSet asked = Features.extract(model, Stage.BACKBONE, test, whole).labelled(test.description());
            return Evaluator.evaluate(List.of(Knn.DEFAULT), EvaluationData.of(known, asked)).value("knn", "top1");
        }
    }
}
