package org.s2r2.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.s2r2.eval.protocol.EvaluationResult;

/**
 * What the protocols found for an encoder, and what they find without any training. As JSON the encoder's results
 * stand at the top and the others under {@code baselines}.
 *
 * @param trained the encoder that was judged
 * @param baselines null where they were not asked for
 * @param leaveOneOut whether each test image was left out of its own neighbours, being a training image too; in the JSON
 *     only where it is so
 */
public record RunEvaluation(EvaluationResult trained, @Nullable Baselines baselines, boolean leaveOneOut) {

    /** The key of {@link #leaveOneOut} in the JSON. */
    public static final String LEAVE_ONE_OUT = "leaveOneOut";

    /**
     * Floors for a trained encoder, by the kNN protocol, or by the linear probe where images have any number of labels.
     *
     * @param untrained the same encoder with weights from the seed alone
     * @param pixels the normalised pixels as features
     */
    public record Baselines(EvaluationResult untrained, EvaluationResult pixels) {}

    /** All figures as a tree of names. */
    @JsonValue
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>(trained.tree());
        if (baselines != null) {
            tree.put("baselines", baselines);
        }
        if (leaveOneOut) {
            tree.put(LEAVE_ONE_OUT, true);
        }
        return tree;
    }
}
