package org.s2r2.optim;

import java.util.List;
import java.util.Map;

/** A rule that changes how another one updates, and is that rule in all else. */
interface RuleAround extends Optimizer {

    /** The other rule. */
    Optimizer rule();

    @Override
    default String name() {
        return rule().name();
    }

    @Override
    default Map<String, Object> settings() {
        return rule().settings();
    }

    @Override
    default List<String> state() {
        return rule().state();
    }

    @Override
    default boolean countsUpdates() {
        return rule().countsUpdates();
    }

    @Override
    default boolean needsNorms() {
        return rule().needsNorms();
    }

    @Override
    default boolean needsParameters() {
        return rule().needsParameters();
    }

    @Override
    default double defaultLearningRate() {
        return rule().defaultLearningRate();
    }
}
