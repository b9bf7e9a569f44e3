package org.s2r2.baseline;

import java.util.Map;
import java.util.Optional;
import org.s2r2.objective.Candidates;
import org.s2r2.objective.Objective;
import org.s2r2.objective.ObjectiveStep;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.objective.TeacherRows;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.RecordSettings;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * {@link NtXent} of the encoder's embeddings with a teacher's: momentum contrast (He et al., CVPR 2020, equation 1; Chen,
 * Xie and He, "An Empirical Study of Training Self-Supervised Vision Transformers", ICCV 2021, algorithm 1). For an
 * embedding q of view a of an image and the teacher's k of another view b,
 *
 * <pre>l(q, k) = -s(q, k) / temperature + log(sum over the candidates c of exp(s(q, c) / temperature))</pre>
 *
 * The candidates are the teacher's embeddings of view b of all images, as in the later paper, and the whole memory, as in
 * the earlier one, whose candidates are k and the memory alone. The loss is the mean over all images and all ordered pairs
 * of different views; the papers have two views.
 */
public final class MomentumContrast implements Objective {

    private final double temperature;

    /** @param temperature from 1e-4 to 10 */
    public MomentumContrast(double temperature) {
        this.temperature = Temperature.require(temperature);
    }

    @Override
    public String name() {
        return NtXent.NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature, "candidates", RecordSettings.word(Candidates.TEACHER));
    }

    @Override
    public void requireTeacher(ViewLayout layout, Optional<TeacherOptions> teacher) {
        TeacherOptions.require(NtXent.NAME, teacher);
    }

    @Override
    public ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        TeacherRows teacher = step.requireTeacher(NtXent.NAME);
        return ViewPairs.ordered(step.layout().views(), teacher.layout().views())
                .evaluate(engine, embeddings, step.layout(), teacher, (queries, keys) -> loss(queries, keys, teacher));
    }

    private Tensor loss(Tensor queries, Tensor keys, TeacherRows teacher) {
        int images = queries.shape()[0];
        Tensor candidates = teacher.memory().map(keys::concat).orElse(keys);
        Tensor similarities = queries.matmul(candidates.transpose()).mul(1 / temperature);
        int[] positives = new int[images];
        for (int image = 0; image < images; image++) {
            positives[image] = image;
        }
        return similarities.logSumExp(1).sub(similarities.gather(positives, 1).reshape(images)).mean();
    }
}
