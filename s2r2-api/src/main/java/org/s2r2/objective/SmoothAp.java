package org.s2r2.objective;

import java.util.Map;
import java.util.Optional;
import org.s2r2.settings.RecordSettings;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;

/**
 * One minus the smoothed average precision of every row of a batch as a query (Brown et al., "Smooth-AP: Smoothing the
 * Path Towards Large-Scale Image Retrieval", ECCV 2020, arXiv 2007.12163; over views of images: Varamesh et al.,
 * "Self-Supervised Ranking for Representation Learning", 2020, arXiv 2010.07258).
 *
 * <p>For a query with positives P and candidates C, similarities s and G(d) = 1 / (1 + exp(-d / temperature)),
 *
 * <pre>
 * AP   = 1/|P| * sum over i in P of
 *        (1 + sum over j in P, j != i of G(s_j - s_i)) / (1 + sum over j in C, j != i of G(s_j - s_i))
 * loss = 1 - mean over the queries of AP
 * </pre>
 *
 * Both sums approximate ranks, i's among the positives and among all candidates; as the temperature goes to 0 the loss
 * becomes one minus the mean average precision.
 */
public final class SmoothAp extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "smooth-ap";

    /** The public code's. */
    private static final double DEFAULT_TEMPERATURE = 0.01;

    private final double temperature;

    /**
     * @param temperature the difference of similarities over which G goes from 1/2 to 0.73, from 1e-4 to 10
     * @param query whether a query is a candidate and a positive of its own
     */
    public SmoothAp(double temperature, QueryMode query) {
        super(query);
        this.temperature = Temperature.require(temperature);
    }

    /** The loss of the paper: the query is left out of its own ranking. */
    public static SmoothAp of(double temperature) {
        return new SmoothAp(temperature, QueryMode.EXCLUDED);
    }

    /**
     * Reads {@code temperature} (0.01 if absent) and {@code query} ({@code excluded} if absent, or {@code included}).
     * An {@link ObjectiveFactory}.
     */
    public static SmoothAp from(Settings settings) {
        double temperature = Temperature.read(settings, DEFAULT_TEMPERATURE);
        return new SmoothAp(temperature, settings.choice("query", QueryMode.EXCLUDED));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature, "query", RecordSettings.word(query()));
    }

    public double temperature() {
        return temperature;
    }

    /**
     * 1 - AP, not from AP but as the mean over i of negatives / (1 + positives + negatives), where these are the sums
     * of G over the query's negatives and over its other positives: since C is the positives and the negatives, this is
     * equal, and where positives rank first it keeps the digits that a subtraction from 1 would lose.
     */
    @Override
    protected Tensor queryLosses(RankingBlock block) {
        int queries = block.queries();
        int positives = block.positivesPerQuery();
        Tensor positive = block.positives().mul(1 / temperature);
        Tensor thresholds = positive.reshape(queries, positives, 1);

        // Adding to the [Q, N] similarities of what is no negative costs less than masking [Q, P, N] values of G.
        Tensor negative = block.negativesAlone().mul(1 / temperature);
        Tensor negativesAbove =
                negative.reshape(queries, 1, block.rows()).sub(thresholds).sigmoid().sum(2);

        Tensor others = positive.constant(offDiagonal(positives), positives, positives);
        Tensor positivesAbove =
                positive.reshape(queries, 1, positives).sub(thresholds).sigmoid().mul(others).sum(2);

        return negativesAbove.div(positivesAbove.add(negativesAbove).add(1)).mean(1);
    }

    @Override
    protected Optional<FusedLoss> fused() {
        return Optional.of(new FusedSmoothAp(temperature, query()));
    }

    private static double[] offDiagonal(int n) {
        double[] matrix = new double[n * n];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = i % (n + 1) == 0 ? 0 : 1;
        }
        return matrix;
    }
}
