package org.s2r2.experiment;

import org.s2r2.data.augment.ViewRecipe;
import org.s2r2.eval.protocol.EvaluationSettings;
import org.s2r2.settings.Settings;

/**
 * The {@code evaluation} section of an experiment.
 *
 * @param size the height and width of evaluated images in pixels; the largest crop's by default
 * @param protocols how the protocols are run
 */
record EvaluationSection(int size, EvaluationSettings protocols) {

    static EvaluationSection read(Settings settings, ViewRecipe views, long seed, int threads) {
        int largest = views.crops().stream().mapToInt(crop -> crop.size()).max().orElseThrow();
        return new EvaluationSection(
                settings.integer("size", largest, 1, 4096), EvaluationSettings.from(settings, seed, threads));
    }
}
