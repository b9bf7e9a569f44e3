package org.s2r2.experiment.provenance;

/**
 * Something that was otherwise when a run was made, or in the sessions of a run before this one.
 *
 * @param what such as {@code processor}
 * @param then what it was; where sessions of the run differ, all of it with semicolons between
 * @param now what it is
 */
public record Change(String what, String then, String now) {

    public Change {
        Recorded.require("changed.what", what);
        Recorded.require("changed.then", then);
        Recorded.require("changed.now", now);
    }
}
