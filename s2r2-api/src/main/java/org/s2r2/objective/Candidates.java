package org.s2r2.objective;

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
}
