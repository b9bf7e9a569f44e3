package org.s2r2.experiment;

import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.settings.Settings;

/**
 * The {@code evaluation} section of an experiment.
 *
 * @param size the height and width of evaluated images in pixels; the largest crop's by default
 * @param protocols how the protocols are run
 * @param online how the encoder is judged while it learns
 */
record EvaluationSection(int size, EvaluationSettings protocols, Online online) {

    /**
     * @param every epochs between evaluations, 0 for none
     * @param trainImages how many labelled training images vote, 0 for all
     * @param testImages how many test images are classified, 0 for all
     */
    record Online(int every, int trainImages, int testImages) {}

    static EvaluationSection read(Settings settings, ViewRecipe views, long seed, int threads) {
        int largest = views.crops().stream().mapToInt(crop -> crop.size()).max().orElseThrow();
        return new EvaluationSection(
                settings.integer("size", largest, 1, 4096),
                EvaluationSettings.from(settings, seed, threads),
                new Online(
                        settings.integer("onlineEvery", 0, 0, 1_000_000),
                        settings.integer("onlineTrainImages", 0, 0, Integer.MAX_VALUE),
                        settings.integer("onlineTestImages", 0, 0, Integer.MAX_VALUE)));
    }
}
