package org.s2r2.objective;

import java.util.Optional;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.settings.Settings;

/** Whose embeddings a query of the encoder is compared with. */
public enum Candidates {
    /** The encoder's own of the batch. */
    BATCH,
    /** The teacher's of the batch and, where there is a memory, of past batches; they get no gradient. */
    TEACHER;

    private static final String KEY = "candidates";

    /** Reads the key {@code candidates}, which is no key of the resolved configuration where it is {@code batch}. */
    public static Candidates read(Settings settings) {
        return settings.optionalChoice(KEY, BATCH);
    }

    /**
     * Requires a teacher.
     *
     * @param who the objective's name
     * @param teacher empty where there is none
     * @throws InvalidInputException if there is none
     */
    public static TeacherOptions requireTeacher(String who, Optional<TeacherOptions> teacher) {
        return teacher.orElseThrow(() -> new InvalidInputException(
                "teacher: found nothing, expected a section such as {momentum: 0.99}, as " + who + " needs a teacher"));
    }
}
