package org.s2r2.objective;

import java.util.Optional;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.view.ViewLayout;

/**
 * How a teacher follows the encoder that is trained, and what it sees and remembers.
 *
 * @param momentum how much of itself it keeps in the first step, from 0, where it is the encoder of the step before, to 1
 * @param end the same at the end of the run
 * @param views how many views of each image it embeds, the first ones, 2 or more; 0 for all
 * @param memoryRows how many of its embeddings it remembers, the newest; 0 for none
 */
public record TeacherOptions(double momentum, double end, int views, int memoryRows) {

    public TeacherOptions {
        if (!(momentum >= 0 && momentum <= 1 && end >= 0 && end <= 1) || views < 0 || views == 1 || memoryRows < 0) {
            throw new IllegalArgumentException("a teacher has momentum and end from 0 to 1, views 0 or 2 and more, and a memory"
                    + " of 0 or more rows, found " + momentum + ", " + end + ", " + views + " and " + memoryRows);
        }
    }

    /** What the teacher sees of a batch. */
    public ViewLayout layout(ViewLayout batch) {
        return views == 0 ? batch : new ViewLayout(batch.images(), views, batch.order());
    }

    /**
     * The momentum of a step (Grill et al., "Bootstrap Your Own Latent", NeurIPS 2020, section 3.2): end - (end - momentum)
     * (cos(pi step / steps) + 1) / 2.
     *
     * @param step steps of the run done before, from 0
     * @param steps of the run, above 0
     */
    public double momentum(long step, long steps) {
        return end - (end - momentum) * (Math.cos(Math.PI * step / steps) + 1) / 2;
    }

    /**
     * Requires a teacher.
     *
     * @param who the objective's name
     * @param teacher empty where there is none
     * @throws InvalidInputException if there is none
     */
    public static TeacherOptions require(String who, Optional<TeacherOptions> teacher) {
        return teacher.orElseThrow(() -> new InvalidInputException(
                "teacher: found nothing, expected a section such as {momentum: 0.99}, as " + who + " needs a teacher"));
    }
}
