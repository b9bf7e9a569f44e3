package org.s2r2.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.s2r2.tensor.DataType;
import org.s2r2.tensor.Tensor;
import org.s2r2.tensor.TensorEngine;
import org.s2r2.tensor.TensorEngine.ValueAndGradients;
import org.s2r2.view.ViewLayout;

/**
 * A loss in which every row of the batch is a query that ranks the other rows, and that is small when the other views
 * of its image come first. A subclass writes one method, {@link #queryLosses}:
 *
 * <pre>{@code
 * // The mean margin violation: how far each negative comes within 0.2 of the query's worst positive.
 * protected Tensor queryLosses(RankingBlock block) {
 *     Tensor worst = block.positives().mul(-1).max(1).mul(-1).reshape(block.queries(), 1);
 *     return block.candidates().sub(worst).add(0.2).relu().mul(block.negatives()).mean(1);
 * }
 * }</pre>
 *
 * <p>Similarities are the dot products of the rows as given, so that unit rows give cosine similarities; a subclass
 * may change the rows, see {@link #compared}. The loss is the mean over all N rows as queries. {@link #evaluate} goes
 * over blocks of queries, so that it needs memory for one block of similarities and what the subclass makes of them,
 * and never for N queries at once. A subclass may add a form of its own for processors, see {@link #fused}.
 */
public abstract class RankingObjective implements LossFunction {

    /**
     * The elements of the largest tensor of a block: large enough that the work per block outweighs its overhead, small
     * enough that its handful of tensors stays near a processor's caches.
     */
    private static final long BLOCK_ELEMENTS = 1 << 20;

    private final QueryMode query;

    protected RankingObjective(QueryMode query) {
        this.query = query;
    }

    /**
     * The losses of a block of queries, each a function of that query's similarities alone.
     *
     * @return [Q], one loss a query
     */
    protected abstract Tensor queryLosses(RankingBlock block);

    /**
     * What is compared by its dot products: the embeddings as given, if a subclass does not say otherwise. A loss that
     * is defined on cosines whatever the length of the rows divides the rows by their lengths here.
     *
     * @param embeddings [N, dim]
     * @return [N, dim]
     */
    protected Tensor compared(Tensor embeddings) {
        return embeddings;
    }

    /**
     * The elements of the largest tensor that {@link #queryLosses} makes for one query, from which the size of a block
     * is chosen: positives x rows, if a subclass does not say otherwise.
     */
    protected long elementsPerQuery(int positives, int rows) {
        return (long) positives * rows;
    }

    /** Whether a query takes part in its own ranking. */
    public final QueryMode query() {
        return query;
    }

    @Override
    public final Tensor loss(Tensor embeddings, ViewLayout layout) {
        layout.requireRows(embeddings);
        return shareOfLoss(embeddings, ObjectiveStep.first(layout), 0, layout.rows());
    }

    /**
     * The whole loss on plain arrays, for an objective that has such a form beside {@link #queryLosses}; by default it
     * has none. {@link #evaluate} takes it for tensors in single precision in the host's memory. It gives what {@link
     * #queryLosses} gives, but for rounding.
     */
    protected Optional<FusedLoss> fused() {
        return Optional.empty();
    }

    @Override
    public final ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return evaluate(engine, embeddings, ObjectiveStep.first(layout));
    }

    @Override
    public final ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        Optional<FusedLoss> fused =
                engine.onHost() && engine.dataType() == DataType.FLOAT32 ? fused() : Optional.empty();
        if (fused.isEmpty()) {
            return evaluateComposed(engine, embeddings, step);
        }
        step.layout().requireRows(embeddings);
        float[] values = embeddings.toFloats();
        float[] gradient = new float[values.length];
        double loss = fused.get().evaluate(values, step.layout(), gradient);
        return new ValueAndGradients(loss, List.of(engine.tensor(gradient, embeddings.shape())));
    }

    /** {@link #evaluate} by {@link #queryLosses}, even where there is a fused form: what that is compared with. */
    public final ValueAndGradients evaluateComposed(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        return evaluateComposed(engine, embeddings, ObjectiveStep.first(layout));
    }

    private ValueAndGradients evaluateComposed(TensorEngine engine, Tensor embeddings, ObjectiveStep step) {
        int rows = step.layout().rows();
        int positives = new Ranking(step.layout(), query).positives();
        long fitting = BLOCK_ELEMENTS / Math.max(1, elementsPerQuery(positives, rows));
        return evaluateComposed(engine, embeddings, step, (int) Math.max(1, Math.min(rows, fitting)));
    }

    /** The loss and its gradient, from blocks of so many queries (fewer in the last). */
    public final ValueAndGradients evaluateComposed(
            TensorEngine engine, Tensor embeddings, ObjectiveStep step, int queriesPerBlock) {
        ViewLayout layout = step.layout();
        layout.requireRows(embeddings);
        List<Function<List<Tensor>, Tensor>> blocks = new ArrayList<>();
        for (int from = 0; from < layout.rows(); from += queriesPerBlock) {
            int first = from;
            int end = Math.min(layout.rows(), from + queriesPerBlock);
            blocks.add(inputs -> shareOfLoss(inputs.get(0), step, first, end));
        }
        return engine.differentiateSum(blocks, List.of(embeddings));
    }

    /** The part of the mean over all queries that the queries from {@code from} to {@code to} contribute. */
    private Tensor shareOfLoss(Tensor embeddings, ObjectiveStep step, int from, int to) {
        ViewLayout layout = step.layout();
        Ranking ranking = new Ranking(layout, query);
        Tensor rows = compared(embeddings);
        Tensor candidates = rows.rows(from, to).matmul(rows.transpose());
        Tensor positives = candidates.gather(ranking.positiveRows(from, to), ranking.positives());
        Tensor negatives = embeddings.constant(ranking.negativeMask(from, to), to - from, layout.rows());
        Tensor overlaps =
                embeddings.constant(ranking.overlaps(from, to, step.crops()), to - from, ranking.positives());
        Tensor losses = queryLosses(new RankingBlock(positives, candidates, negatives, overlaps));
        if (!Arrays.equals(losses.shape(), new int[] {to - from})) {
            throw new IllegalStateException(name() + ": queryLosses of " + (to - from) + " queries gave shape "
                    + Arrays.toString(losses.shape()));
        }
        return losses.sum().mul(1.0 / layout.rows());
    }
}
