package org.s2r2.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.s2r2.data.ImageDataset;
import org.s2r2.data.Split;
import org.s2r2.data.loader.ViewLoader;
import org.s2r2.eval.protocol.Evaluator;
import org.s2r2.settings.InvalidInputException;

/**
 * What a run would be, found out without beginning it.
 *
 * @param config the configuration with every default filled in
 * @param epochs epochs of the run
 * @param images how many images an epoch goes through
 * @param views views of an image
 * @param pixels of the views of an image
 * @param processed views of all steps: an epoch leaves out the images that fill no batch
 */
public record RunPlan(Map<String, Object> config, int epochs, int images, int views, long pixels, long processed) {

    /**
     * Opens all images of an experiment, and finds what would end its run or the evaluation behind it.
     *
     * @param protocols how the run will be judged
     * @throws InvalidInputException if a key is unknown, an image is missing, there are no labels to evaluate with, or
     *     a protocol does not apply to them
     */
    public static RunPlan of(Experiment experiment, Set<String> protocols) {
        // In the order of Pretraining: a configuration has the keys that were read so far.
        try (ImageDataset images = experiment.openForPretraining();
                OnlineEvaluation online = OnlineEvaluation.open(experiment);
                ViewLoader loader =
                        experiment.openLoader(images)) {
            Map<String, Object> config = experiment.config();
            requireLabels(experiment, Split.TRAIN, protocols);
            requireLabels(experiment, Split.TEST, protocols);
            int epochs = experiment.training().epochs();
            long steps = (long) epochs * loader.batchesPerEpoch();
            return new RunPlan(
                    config, epochs, images.size(), loader.views(), pixels(experiment),
                    steps * loader.batchSize() * loader.views());
        }
    }

    private static long pixels(Experiment experiment) {
        return experiment.views().crops().stream()
                .mapToLong(crop -> (long) crop.count() * crop.size() * crop.size())
                .sum();
    }

    private static void requireLabels(Experiment experiment, Split split, Set<String> protocols) {
        try (ImageDataset images = experiment.open(split)) {
            if (images.classNames().isEmpty()) {
                throw new InvalidInputException(images.description()
                        + ": found no labels, expected labelled images to evaluate on");
            }
            if (split == Split.TRAIN) {
                Evaluator.choose(
                        experiment.evaluation().protocols(), protocols, images.description(), images.multiLabel(), !images.folds().isEmpty());
            }
        }
    }

    /** The same run under another seed. */
    public RunPlan withSeed(long seed) {
        Map<String, Object> seeded = new LinkedHashMap<>(config);
        seeded.put("seed", seed);
        return new RunPlan(seeded, epochs, images, views, pixels, processed);
    }

    /** Epochs x images x the pixels of the views of an image. */
    public long nominalPixels() {
        return (long) epochs * images * pixels;
    }

    /** Epochs x images x views. */
    public long nominalViews() {
        return (long) epochs * images * views;
    }
}
