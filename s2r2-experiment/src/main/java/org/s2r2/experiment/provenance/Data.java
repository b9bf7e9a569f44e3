package org.s2r2.experiment.provenance;

/**
 * The images that a run learned from.
 *
 * @param sha256 their {@link org.s2r2.data.DatasetFingerprint}
 * @param description what they are, in a line
 */
public record Data(String sha256, String description) {

    public Data {
        Recorded.requireSha256("data.sha256", sha256);
        Recorded.require("data.description", description);
    }
}
