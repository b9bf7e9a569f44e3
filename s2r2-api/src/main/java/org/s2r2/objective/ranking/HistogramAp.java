package org.s2r2.objective.ranking;

import java.util.Arrays;
import java.util.Map;
import org.s2r2.objective.Margin;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.objective.QueryMode;
import org.s2r2.objective.RankingBlock;
import org.s2r2.objective.RankingObjective;
import org.s2r2.settings.RecordSettings;
import org.s2r2.tensor.Tensor;

/**
 * One minus the average precision of histograms of similarities. M centres divide the cosines from 1 down to a lowest
 * one into steps of equal width; a row between two centres counts for both, for the nearer one more, and for 1 in all.
 * With h+ and h the counts of the positives and of all candidates in the order of the centres, and H+ and H their
 * running sums,
 *
 * <pre>
 * AP   = 1/|P| * sum over the centres m of h+_m H+_m / H_m
 * loss = 1 - mean over the queries of AP
 * </pre>
 *
 * where a centre that nothing has reached adds 0. In the {@linkplain PrecisionForm#LOG logarithmic form} the loss is the
 * mean of -1/|P| * sum of h+_m log(H+_m / H_m). A cosine below the lowest counts as that.
 */
abstract class HistogramAp extends RankingObjective {

    /** Nothing beside a row's share in a centre, and its square is still a number in single precision. */
    private static final double EMPTY = 1e-15;

    private final int centres;
    private final double centresPerUnit;
    private final PrecisionForm form;
    private final double margin;

    /**
     * @param centres M, at least 2
     * @param lowest where the last centre is, from -1 to below 1
     * @param form what the loss makes of the precisions
     * @param margin from 0 to 2
     */
    HistogramAp(int centres, double lowest, PrecisionForm form, double margin) {
        super(QueryMode.EXCLUDED);
        if (centres < 2 || !(lowest >= -1 && lowest < 1)) {
            throw new IllegalArgumentException("found " + centres + " centres down to " + lowest
                    + ", expected 2 or more down to a cosine from -1 to below 1");
        }
        this.centres = centres;
        this.centresPerUnit = (centres - 1) / (1 - lowest);
        this.form = form;
        this.margin = Margin.require(margin);
    }

    /** The hyperparameters, with those of the subclass. */
    final Map<String, Object> settings(String key, Object value) {
        return Map.of(key, value, "form", RecordSettings.word(form), "margin", margin);
    }

    final int centres() {
        return centres;
    }

    @Override
    protected final Tensor compared(Tensor embeddings) {
        return embeddings.unitRows();
    }

    /** The memberships of one query's candidates. */
    @Override
    protected final long elementsPerQuery(int positives, int rows) {
        return (long) rows * centres;
    }

    /** The losses by H+ and the negatives' H- = H - H+, weighted by h+, which sums to |P|. */
    @Override
    protected final Tensor queryLosses(RankingBlock block) {
        int queries = block.queries();
        Tensor counted = block.negatives().reshape(queries, block.rows(), 1);
        Tensor positives = memberships(block.positives()).sum(1);
        Tensor negatives = memberships(block.withMargin(margin).candidates()).mul(counted).sum(1);
        Tensor runningSum = positives.constant(upToEach(centres), centres, centres);
        Tensor negativesBefore = negatives.matmul(runningSum);
        Tensor losses = form.losses(positives.matmul(runningSum).add(EMPTY), negativesBefore);
        return positives.mul(losses).sum(1).mul(1.0 / block.positivesPerQuery());
    }

    /** How much each similarity of [Q, n] counts for each centre: [Q, n, M]. */
    private Tensor memberships(Tensor similarities) {
        int[] shape = similarities.shape();
        Tensor fromFirst = similarities.mul(-centresPerUnit).add(centresPerUnit).relu();
        Tensor position = fromFirst.sub(fromFirst.add(1 - centres).relu());
        double[] numbers = new double[centres];
        Arrays.setAll(numbers, m -> m);
        Tensor beyond = position.reshape(shape[0], shape[1], 1).sub(position.constant(numbers, 1, 1, centres));
        Tensor distance = beyond.relu().add(beyond.mul(-1).relu());
        return distance.mul(-1).add(1).relu();
    }

    /** [n, n]: a row of counts times this is the row of their running sums. */
    private static double[] upToEach(int n) {
        double[] matrix = new double[n * n];
        Arrays.setAll(matrix, i -> i / n <= i % n ? 1 : 0);
        return matrix;
    }
}
