package org.s2r2.spark;

import org.s2r2.experiment.cluster.ClusterException;
import org.s2r2.settings.InvalidInputException;

/** What Spark throws, as one sentence. */
final class Failures {

    private static final int LONGEST = 400;

    /** Spark's error class of a barrier stage with more tasks than slots. */
    private static final String TOO_FEW_SLOTS = "SPARK-24819";

    private Failures() {}

    /** What went wrong on a master. */
    static RuntimeException of(String master, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException || cause instanceof ClusterException) {
                return (RuntimeException) cause;
            }
        }
        if (String.valueOf(failure.getMessage()).contains(TOO_FEW_SLOTS)) {
            return new InvalidInputException("--workers: found more than the tasks that --on " + master
                    + " runs at a time, expected as many workers as it has slots: cores of its executors by spark.task.cpus", failure);
        }
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return new ClusterException("--on " + master + ": "
                + (first.length() > LONGEST ? first.substring(0, LONGEST) + " ..." : first), failure);
    }

    static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
