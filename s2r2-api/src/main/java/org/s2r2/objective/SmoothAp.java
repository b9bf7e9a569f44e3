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
 *
 * <p>That is the linear form without a margin. The {@linkplain PrecisionForm#LOG logarithmic form} has -log of each
 * positive's quotient in place of one minus it. A {@link Margin} is added to the similarity of every negative.
 */
public final class SmoothAp extends RankingObjective {

    /** The name in configurations. */
    public static final String NAME = "smooth-ap";

    /** The public code's. */
    private static final double DEFAULT_TEMPERATURE = 0.01;

    private final double temperature;
    private final PrecisionForm form;
    private final double margin;

    /**
     * @param temperature the difference of similarities over which G goes from 1/2 to 0.73, from 1e-4 to 10
     * @param query whether a query is a candidate and a positive of its own
     * @param form what the loss makes of the precisions
     * @param margin from 0 to 2
     */
    public SmoothAp(double temperature, QueryMode query, PrecisionForm form, double margin) {
        super(query);
        this.temperature = Temperature.require(temperature);
        this.form = form;
        this.margin = Margin.require(margin);
    }

    /** The linear form without a margin. */
    public SmoothAp(double temperature, QueryMode query) {
        this(temperature, query, PrecisionForm.LINEAR, 0);
    }

    /** The loss of the paper: the query is left out of its own ranking. */
    public static SmoothAp of(double temperature) {
        return new SmoothAp(temperature, QueryMode.EXCLUDED);
    }

    /** The logarithmic form, the query left out of its own ranking. */
    public static SmoothAp log(double temperature) {
        return new SmoothAp(temperature, QueryMode.EXCLUDED, PrecisionForm.LOG, 0);
    }

    /** The same loss with a margin, from 0 to 2. */
    public SmoothAp withMargin(double other) {
        return new SmoothAp(temperature, query(), form, other);
    }

    /**
     * Reads {@code temperature} (0.01 if absent), {@code query} ({@code excluded} if absent, or {@code included}),
     * {@code form} ({@code linear} if absent, or {@code log}) and {@code margin} (0). An {@link ObjectiveFactory}.
     */
    public static SmoothAp from(Settings settings) {
        double temperature = Temperature.read(settings, DEFAULT_TEMPERATURE);
        QueryMode query = settings.choice("query", QueryMode.EXCLUDED);
        return new SmoothAp(temperature, query, PrecisionForm.read(settings), Margin.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("temperature", temperature, "query", RecordSettings.word(query()),
                "form", RecordSettings.word(form), "margin", margin);
    }

    public double temperature() {
        return temperature;
    }

    /** From the sums of G over the query's negatives and over its other positives, since C is these two. */
    @Override
    protected Tensor queryLosses(RankingBlock block) {
        int queries = block.queries();
        int positives = block.positivesPerQuery();
        Tensor positive = block.positives().mul(1 / temperature);
        Tensor thresholds = positive.reshape(queries, positives, 1);

        // Adding to the [Q, N] similarities of what is no negative costs less than masking [Q, P, N] values of G.
        Tensor negative = block.withMargin(margin).negativesAlone().mul(1 / temperature);
        Tensor negativesAbove =
                negative.reshape(queries, 1, block.rows()).sub(thresholds).sigmoid().sum(2);

        Tensor others = positive.constant(offDiagonal(positives), positives, positives);
        Tensor positivesAbove =
                positive.reshape(queries, 1, positives).sub(thresholds).sigmoid().mul(others).sum(2);

        return form.losses(positivesAbove.add(1), negativesAbove).mean(1);
    }

    @Override
    protected Optional<FusedLoss> fused() {
        return Optional.of(new FusedSmoothAp(temperature, query(), form, margin));
    }

    private static double[] offDiagonal(int n) {
        double[] matrix = new double[n * n];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = i % (n + 1) == 0 ? 0 : 1;
        }
        return matrix;
    }
}
