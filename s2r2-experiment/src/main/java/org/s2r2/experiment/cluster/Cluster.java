package org.s2r2.experiment.cluster;

import org.s2r2.eval.protocol.EvaluationResult;
import org.s2r2.experiment.Embedding.Embedded;
import org.s2r2.experiment.compare.ComparisonPlan;
import org.s2r2.training.StopRequest;

/**
 * Machines that work together, as the process sees them that gives them the work. What is refused, the workers' input
 * included, ends in an {@link org.s2r2.settings.InvalidInputException}, and everything else that goes wrong on a cluster in a
 * {@link ClusterException}.
 */
public interface Cluster extends AutoCloseable {

    /**
     * Trains one encoder with several workers, which make the same update in every step. A worker that is lost ends the
     * attempt, and all go on from the newest checkpoint.
     *
     * @param stop gives up; what was saved stays
     */
    void pretrain(PretrainingTask task, StopRequest stop);

    /** Embeds images, and brings all rows here. */
    Embedded embed(EmbeddingTask task);

    /**
     * Embeds images into a folder of Parquet files, which the workers write: index (of the image), name, label (a number; none
     * where an image has none or several), classes (their names, with semicolons between several), embedding.
     *
     * @param out a path or a URI of a file system that all workers see
     */
    EmbeddedTable embed(EmbeddingTask task, String out);

    /**
     * Searches rows of Parquet files for those most similar to others, exactly.
     *
     * @throws org.s2r2.settings.InvalidInputException if a protocol does not work by similarities alone
     */
    SearchResult search(SearchTask task);

    /**
     * Finishes all runs of a comparison, one a task. Their folders have to be in a place that all workers see.
     *
     * @param stop gives up; runs go on where they were when they are asked for again
     */
    void finish(ComparisonPlan plan, StopRequest stop);

    /** Gives the machines back. */
    @Override
    void close();

    /**
     * What {@link #embed(EmbeddingTask, String)} wrote.
     *
     * @param rows how many
     * @param dim values of an embedding
     * @param skipped images that could not be decoded and have no row
     * @param description of the dataset
     */
    record EmbeddedTable(long rows, int dim, long skipped, String description) {}

    /**
     * What a search found.
     *
     * @param figures of the protocols
     * @param neighbours for each query the numbers of the nearest rows, nearest first; empty where none were asked for
     */
    record SearchResult(EvaluationResult figures, int[][] neighbours) {}
}
