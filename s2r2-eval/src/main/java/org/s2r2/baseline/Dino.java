package org.s2r2.baseline;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.HostArray;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * Self-distillation (Caron et al., "Emerging Properties in Self-Supervised Vision Transformers", ICCV 2021, equations 1 to
 * 4 and algorithm 1). An embedding is the logits of K prototypes. For the teacher's logits t of one view of an image and
 * the student's logits s of another,
 *
 * <pre>loss = the mean over the images and over all pairs of different views of
 *        -softmax((t - centre) / teacherTemperature) . log softmax(s / studentTemperature)</pre>
 *
 * <p>After each step centre = m centre + (1 - m) * the mean of the teacher's logits. The teacher sees the views of full
 * size, for which {@code teacher.views} stands, and the student all.
 */
public final class Dino implements Objective {

    /** The name in configurations. */
    public static final String NAME = "dino";

    /** The name of the centre in the state, [K]. */
    public static final String CENTER = "center";

    private final Options options;
    /** Values of single precision, as they are in a checkpoint, or those of a caller; empty before the first step. */
    private double[] center = new double[0];

    /**
     * The hyperparameters. The paper's are 0.1, 0.04 and 0.9.
     *
     * @param studentTemperature from 1e-4 to 10
     * @param teacherTemperature from 1e-4 to 10; a lower one sharpens the targets
     * @param centerMomentum how much of the centre is kept in a step, from 0 to 1
     */
    public record Options(double studentTemperature, double teacherTemperature, double centerMomentum) {

        public Options {
            Temperature.require(studentTemperature);
            Temperature.require(teacherTemperature);
            if (!(centerMomentum >= 0 && centerMomentum <= 1)) {
                throw new IllegalArgumentException(
                        "centerMomentum: found " + centerMomentum + ", expected a number from 0 to 1");
            }
        }
    }

    public Dino(Options options) {
        this.options = options;
    }

    /** Reads the keys of {@link Options}. An {@link org.s2r2.objective.ObjectiveFactory}. */
    public static Dino from(Settings settings) {
        return new Dino(new Options(
                Temperature.read(settings, "studentTemperature", 0.1),
                Temperature.read(settings, "teacherTemperature", 0.04),
                settings.number("centerMomentum", 0.9, 0, 1)));
    }

    /** The same objective with another centre, [K]. */
    public Dino withCenter(double... other) {
        Dino changed = new Dino(options);
        changed.center = other.clone();
        return changed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return RecordSettings.of(options);
    }

    @Override
    public boolean takesUnitRows() {
        return false;
    }

    @Override
    public void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {
        TeacherOptions.require(NAME, teacher);
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        TeacherRows teacher = step.requireTeacher(NAME);
        return ViewPairs.ordered(step.layout().views(), teacher.layout().views())
                .evaluate(engine, embeddings, step.layout(), teacher, (logits, taught) -> {
                    Tensor targets = logSoftmax(centred(taught), options.teacherTemperature()).exp();
                    return logSoftmax(logits, options.studentTemperature()).mul(targets).sum(1).mean().mul(-1);
                });
    }

    private Tensor centred(Tensor logits) {
        return center.length == 0 ? logits : logits.sub(logits.constant(center, center.length));
    }

    private static Tensor logSoftmax(Tensor logits, double temperature) {
        Tensor scaled = logits.mul(1 / temperature);
        return scaled.sub(scaled.logSumExp(1).reshape(logits.shape()[0], 1));
    }

    @Override
    public void remember(Tensor embeddings, ObjectiveStep step) {
        Tensor teacher = step.requireTeacher(NAME).embeddings();
        int rows = teacher.shape()[0];
        int dim = teacher.shape()[1];
        float[] logits = teacher.toFloats();
        double[] next = new double[dim];
        for (int d = 0; d < dim; d++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += logits[row * dim + d];
            }
            double before = center.length == 0 ? 0 : center[d];
            next[d] = (float) (options.centerMomentum() * before + (1 - options.centerMomentum()) * sum / rows);
        }
        center = next;
    }

    @Override
    public Map<String, HostArray> state() {
        if (center.length == 0) {
            return Map.of();
        }
        float[] values = new float[center.length];
        for (int d = 0; d < values.length; d++) {
            values[d] = (float) center[d];
        }
        return Map.of(CENTER, new HostArray(new int[] {values.length}, values));
    }

    @Override
    public void load(Map<String, HostArray> state) {
        HostArray stored = state.get(CENTER);
        if (state.size() > (stored == null ? 0 : 1) || (stored != null && stored.shape().length != 1)) {
            throw new IllegalArgumentException(
                    NAME + " has the state " + CENTER + ", a vector, or none, found " + state.keySet());
        }
        double[] values = new double[stored == null ? 0 : stored.values().length];
        Arrays.setAll(values, d -> Objects.requireNonNull(stored).values()[d]);
        center = values;
    }
}
