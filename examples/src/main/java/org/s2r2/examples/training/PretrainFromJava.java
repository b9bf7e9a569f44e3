package org.s2r2.examples.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.s2r2.backend.Backend;
import org.s2r2.backend.BackendFactory.Device;
import org.s2r2.backend.BackendFactory.Options;
import org.s2r2.backend.EncoderModel;
import org.s2r2.checkpoint.Safetensors;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.data.loader.LoaderSettings;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.encoder.Encoder;
import org.s2r2.encoder.Initializer;
import org.s2r2.encoder.ProjectionHead;
import org.s2r2.encoder.ResNets;
import org.s2r2.experiment.Components;
import org.s2r2.objective.Objective;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.SmoothAp;
import org.s2r2.optim.OptimizerSpec;
import org.s2r2.optim.WarmupCosine;
import org.s2r2.settings.Settings;
import org.s2r2.training.Trainer;
import org.s2r2.training.TrainingEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a ResNet on the images of a folder, and writes its weights under torchvision's names. */
public final class PretrainFromJava {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainFromJava.class);

    private PretrainFromJava() {}

    /** Trains for some epochs on 4 views of 32 pixels of every image. */
    public static void train(Path images, Path weights, int epochs, int batchSize) throws IOException {
        Components components = Components.discover();
        Encoder encoder = new ProjectionHead(2, 128, 64, false).on(ResNets.cifar(8, 16, 2));
        Objective objective = new SmoothAp(0.05, QueryMode.EXCLUDED);
        Settings crops = Settings.of("views", Map.of("crops", List.of(Map.of("count", 4, "size", 32))));
        ViewRecipe recipe = ViewRecipe.read(crops);
        Settings folder = Settings.of("data", Map.of("path", images.toString()));

        try (ImageDataset dataset = components.datasets().get("folder").open(folder, Split.TRAIN);
                ViewLoader views = new ViewLoader(dataset, recipe, 1, new LoaderSettings(batchSize, 1, 2));
                Backend backend = components.backends().get("djl").open(new Options(Device.CPU, 2));
                EncoderModel model = backend.compile(
                        encoder, Initializer.initialise(encoder, 1), new OptimizerSpec.Sgd(0.9, false, 1e-4))) {
            WarmupCosine schedule = new WarmupCosine(0.05, 0, 0, (long) epochs * views.batchesPerEpoch());
            new Trainer(backend, model, objective, views, schedule, epochs, List.of(PretrainFromJava::report)).run();
            Safetensors.write(weights, model.weights());
        }
    }

    private static void report(TrainingEvent event) {
        if (event instanceof TrainingEvent.EpochDone epoch) {
            LOG.info("epoch {}: loss {}, batch AP {}", epoch.epoch(), epoch.loss(), epoch.batchAp());
        }
    }
}
