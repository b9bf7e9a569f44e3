package org.s2r2.baseline;

import java.util.Optional;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * Predicting a teacher's embedding of another view, without negatives. For the prediction p of one view of an image and
 * the teacher's embedding z of another,
 *
 * <pre>loss = the mean over the images and over all ordered pairs of views of -p . z / (|p| |z|)</pre>
 *
 * <p>{@code byol} (Grill et al., "Bootstrap Your Own Latent", NeurIPS 2020, equation 2) has a teacher of momentum 0.996 to
 * 1; its loss as published is 2 + 2 times this one, so that its learning rates are half of those here. {@code simsiam}
 * (Chen and He, "Exploring Simple Siamese Representation Learning", CVPR 2021, equations 1 and 2) has z from the encoder
 * itself, without a gradient: that is a teacher of momentum 0, which costs one more forward pass than keeping z from the
 * encoder's own. Both need a predictor. The papers have two views; with more, all pairs count.
 */
public final class ViewPrediction implements Objective {

    /** The names in configurations. */
    public static final String BYOL = "byol";

    /** The name of the form whose teacher is the encoder itself. */
    public static final String SIMSIAM = "simsiam";

    private final String name;

    private ViewPrediction(String name) {
        this.name = name;
    }

    /** A teacher that follows slowly. Reads no key. */
    public static ViewPrediction byol(Settings settings) {
        return new ViewPrediction(BYOL);
    }

    /** A teacher that is the encoder itself. Reads no key. */
    public static ViewPrediction simsiam(Settings settings) {
        return new ViewPrediction(SIMSIAM);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesUnitRows() {
        return false;
    }

    @Override
    public void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {
        TeacherOptions options = TeacherOptions.require(name, teacher);
        if (name.equals(SIMSIAM) && (options.momentum() > 0 || options.end() > 0)) {
            throw new InvalidInputException("teacher: found momentum " + options.momentum() + " to " + options.end()
                    + ", expected {momentum: 0, end: 0}, as the teacher of simsiam is the encoder itself; byol has a momentum");
        }
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        TeacherRows teacher = step.requireTeacher(name);
        return ViewPairs.ordered(step.layout().views(), teacher.layout().views())
                .evaluate(engine, embeddings, step.layout(), teacher,
                        (predictions, targets) -> predictions.unitRows().mul(targets.unitRows()).sum(1).mean().mul(-1));
    }
}
