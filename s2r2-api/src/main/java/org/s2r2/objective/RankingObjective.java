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
import org.s2r2.view.Crop;
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

    /** The same loss of rankings of a teacher's embeddings. */
    public final TeacherRanking againstTeacher() {
        return new TeacherRanking(this);
    }

    /**
     * The same loss where the first views of an image alone are positives, for multi-crop.
     *
     * @param views how many, 2 or more; 0 for all
     */
    public final MultiCropRanking withPositiveViews(int views) {
        return new MultiCropRanking(this, views);
    }

    /** Whether a query takes part in its own ranking. */
    public final QueryMode query() {
        return query;
    }

    @Override
    public final Tensor loss(Tensor embeddings, ViewLayout layout) {
        layout.requireRows(embeddings);
        return shareOfLoss(embeddings, all(ObjectiveStep.first(layout)), List.of(), 0, layout.rows());
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
        return evaluate(engine, embeddings, step, all(step));
    }

    /** Every view a positive. */
    private Ranking all(ObjectiveStep step) {
        return new Ranking(step.layout(), query, step.layout().views(), 0);
    }

    /** The same of these rankings. */
    final ValueAndGradients evaluate(TensorEngine engine, Tensor embeddings, ObjectiveStep step, Ranking ranking) {
        step.layout().requireRows(embeddings);
        return fusedOn(engine)
                .map(fused -> {
                    float[] values = embeddings.toFloats();
                    return evaluate(fused, values, values, engine, embeddings.shape(), ranking);
                })
                .orElseGet(() -> composed(engine, embeddings, step, ranking, queriesPerBlock(ranking)));
    }

    /** The same where the queries rank what a teacher made. */
    final ValueAndGradients evaluateAgainst(
            TeacherRows teacher, TensorEngine engine, Tensor embeddings, ObjectiveStep step, Ranking ranking) {
        step.layout().requireRows(embeddings);
        return fusedOn(engine)
                .map(fused -> {
                    float[] own = teacher.embeddings().toFloats();
                    float[] past = teacher.memory().map(Tensor::toFloats).orElse(new float[0]);
                    float[] candidates = Arrays.copyOf(own, own.length + past.length);
                    System.arraycopy(past, 0, candidates, own.length, past.length);
                    return evaluate(fused, embeddings.toFloats(), candidates, engine, embeddings.shape(), ranking);
                })
                .orElseGet(() -> composedAgainst(teacher, engine, embeddings, step, ranking));
    }

    private Optional<FusedLoss> fusedOn(TensorEngine engine) {
        return engine.onHost() && engine.dataType() == DataType.FLOAT32 ? fused() : Optional.empty();
    }

    private static ValueAndGradients evaluate(FusedLoss fused, float[] queries, float[] candidates, TensorEngine engine,
            int[] shape, Ranking ranking) {
        float[] gradient = new float[queries.length];
        double loss = fused.evaluate(
                queries, candidates, ranking.layout(), ranking.positiveViews(), engine.threads(), gradient);
        return new ValueAndGradients(loss, List.of(engine.tensor(gradient, shape)));
    }

    /** {@link #evaluate} by {@link #queryLosses}, even where there is a fused form: what that is compared with. */
    public final ValueAndGradients evaluateComposed(TensorEngine engine, Tensor embeddings, ViewLayout layout) {
        ObjectiveStep step = ObjectiveStep.first(layout);
        return evaluateComposed(engine, embeddings, step, queriesPerBlock(all(step)));
    }

    private int queriesPerBlock(Ranking ranking) {
        long fitting = BLOCK_ELEMENTS / Math.max(1, elementsPerQuery(ranking.mostPositives(), ranking.candidates()));
        return (int) Math.max(1, Math.min(ranking.layout().rows(), fitting));
    }

    /** {@link #evaluateAgainst} by {@link #queryLosses}. */
    final ValueAndGradients composedAgainst(
            TeacherRows teacher, TensorEngine engine, Tensor embeddings, ObjectiveStep step, Ranking ranking) {
        return inBlocks(engine, embeddings, queriesPerBlock(ranking), ranking, (rows, from, to) ->
                shareOfLoss(compared(rows), compared(teacher.candidates()), ranking, step.crops(), from, to));
    }

    /** The loss and its gradient, from blocks of so many queries (fewer in the last). */
    public final ValueAndGradients evaluateComposed(
            TensorEngine engine, Tensor embeddings, ObjectiveStep step, int queriesPerBlock) {
        return composed(engine, embeddings, step, all(step), queriesPerBlock);
    }

    /** The same of these rankings. */
    final ValueAndGradients composed(
            TensorEngine engine, Tensor embeddings, ObjectiveStep step, Ranking ranking, int queriesPerBlock) {
        return inBlocks(engine, embeddings, queriesPerBlock, ranking, (rows, from, to) ->
                shareOfLoss(rows, ranking, step.crops(), from, to));
    }

    /** What the queries from {@code from} to {@code to} contribute to the loss. */
    private interface Share {
        Tensor of(Tensor embeddings, int from, int to);
    }

    private static ValueAndGradients inBlocks(
            TensorEngine engine, Tensor embeddings, int queriesPerBlock, Ranking ranking, Share share) {
        int rows = ranking.layout().rows();
        ranking.layout().requireRows(embeddings);
        List<Function<List<Tensor>, Tensor>> blocks = new ArrayList<>();
        for (int from = 0, to; from < rows; from = to) {
            int first = from;
            to = ranking.endOfAlike(from, Math.min(rows, from + queriesPerBlock));
            int end = to;
            blocks.add(inputs -> share.of(inputs.get(0), first, end));
        }
        return engine.differentiateSum(blocks, List.of(embeddings));
    }

    /** The part of the mean over all queries that the queries from {@code from} to {@code to} contribute. */
    private Tensor shareOfLoss(Tensor embeddings, Ranking ranking, List<Crop> crops, int from, int to) {
        Tensor rows = compared(embeddings);
        return shareOfLoss(rows, rows, ranking, crops, from, to);
    }

    private Tensor shareOfLoss(
            Tensor queries, Tensor others, Ranking ranking, List<Crop> crops, int from, int to) {
        Tensor candidates = queries.rows(from, to).matmul(others.transpose());
        Tensor positives = candidates.gather(ranking.positiveRows(from, to), ranking.positives(from));
        Tensor negatives = queries.constant(ranking.negativeMask(from, to), to - from, ranking.candidates());
        Tensor overlaps = queries.constant(ranking.overlaps(from, to, crops), to - from, ranking.positives(from));
        Tensor losses = queryLosses(new RankingBlock(positives, candidates, negatives, overlaps));
        if (!Arrays.equals(losses.shape(), new int[] {to - from})) {
            throw new IllegalStateException(name() + ": queryLosses of " + (to - from) + " queries gave shape "
                    + Arrays.toString(losses.shape()));
        }
        return losses.sum().mul(1.0 / ranking.layout().rows());
    }
}
