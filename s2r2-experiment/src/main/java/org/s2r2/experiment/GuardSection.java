package org.s2r2.experiment;

import org.s2r2.settings.Settings;

/**
 * The keys of the section {@code training} that say what happens when a run goes wrong.
 *
 * @param onNonFinite what a loss or a gradient that is infinite or not a number does
 * @param skipLimit how many steps in a row may be skipped for that
 * @param onCollapse what a collapsed representation does
 */
record GuardSection(NonFinite onNonFinite, int skipLimit, Collapse onCollapse) {

    /** Ends the run, or leaves out the step. */
    enum NonFinite {
        STOP,
        SKIP
    }

    /** Is reported, or ends the run. */
    enum Collapse {
        WARN,
        STOP
    }

    static GuardSection read(Settings training) {
        return new GuardSection(
                training.choice("onNonFinite", NonFinite.STOP),
                training.integer("skipLimit", 10, 1, 1_000_000),
                training.choice("onCollapse", Collapse.WARN));
    }

    /** Steps in a row that may be skipped; 0 where none may. */
    int skips() {
        return onNonFinite == NonFinite.SKIP ? skipLimit : 0;
    }
}
