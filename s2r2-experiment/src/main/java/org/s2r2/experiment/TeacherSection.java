package org.s2r2.experiment;

import java.util.Optional;
import org.s2r2.objective.TeacherOptions;
import org.s2r2.settings.Settings;

/** The sections {@code teacher} and {@code memory} of an experiment, both of which may be absent. */
final class TeacherSection {

    private static final int MOST_ROWS = 10_000_000;

    private TeacherSection() {}

    /** @param views of each image */
    static Optional<TeacherOptions> read(Settings settings, int views) {
        Optional<Settings> teacher = settings.optionalSection("teacher");
        Optional<Settings> memory = settings.optionalSection("memory");
        if (memory.isPresent() && teacher.isEmpty()) {
            throw settings.invalid("memory", memory.get().all(), "a section teacher beside it: a memory holds a teacher's"
                    + " embeddings, as those that the encoder itself made steps ago mislead it");
        }
        int rows = memory.map(section -> section.integer("rows", 4096, 1, MOST_ROWS)).orElse(0);
        return teacher.map(section -> {
            int seen = section.integer("views", 0, 0, views);
            if (seen == 1) {
                throw section.invalid("views", seen, "0 for all, or 2 to " + views + " views of an image");
            }
            return new TeacherOptions(
                    section.number("momentum", 0.99, 0, 1), section.number("end", 1, 0, 1), seen, rows);
        });
    }
}
