package org.s2r2.experiment;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.s2r2.checkpoint.CheckpointFolder;
import org.s2r2.collective.Collective;
import org.s2r2.experiment.provenance.Provenance;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.view.BatchShare;

/** Whether all workers are about to train the same model on the same images from the same step on. */
final class WorkerAgreement {

    /** Numbers below 2^16 are exact in a float, even as a sum. */
    private static final int SIXTEEN_BITS = 0xffff;

    private WorkerAgreement() {}

    /** The images of every batch that a worker has. */
    static BatchShare share(Collective collective) {
        return new BatchShare(collective.rank(), collective.size());
    }

    /**
     * Compares what the workers found, and waits until each has found it.
     *
     * @param from the checkpoint to go on from; null for the beginning
     * @throws InvalidInputException if they differ; on all workers alike
     */
    static void require(Collective collective, RunFolder run, CheckpointFolder.@Nullable Found from, Provenance session) {
        requireSame(collective, from == null ? 0 : from.checkpoint().state().step(), run.path() + ": ",
                "worker %d found the checkpoint after step %d there and worker 0 that after step %d (0 is none); all workers"
                        + " need to see the same run folder");
        requireSame(collective, sum(session.configSha256()), "",
                "worker %d was given another configuration than worker 0 (sums %d and %d)");
        requireSame(collective, sum(session.data().sha256()), "data: ",
                "worker %d has other images than worker 0 (sums %d and %d); all workers need the same files");
        requireSame(collective, sum(String.valueOf(session.weightsSha256())), "encoder.weights: ",
                "worker %d has another file than worker 0 (sums %d and %d)");
    }

    private static long sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /**
     * @param subject what the message is about
     * @param message with places for the other worker, what it found and what worker 0 found
     */
    private static void requireSame(Collective collective, long found, String subject, String message) {
        float[] all = collective.gather(new float[] {found >>> 32, found >>> 16 & SIXTEEN_BITS, found & SIXTEEN_BITS});
        for (int rank = 1; rank < collective.size(); rank++) {
            if (number(all, rank) != number(all, 0)) {
                throw new InvalidInputException(subject + String.format(Locale.ROOT, message, rank, number(all, rank), number(all, 0)));
            }
        }
    }

    private static long number(float[] all, int rank) {
        return (long) all[3 * rank] << 32 | (long) all[3 * rank + 1] << 16 | (long) all[3 * rank + 2];
    }
}
