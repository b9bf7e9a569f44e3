package org.s2r2.objective.ranking;

import java.util.Map;
import org.s2r2.objective.Margin;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.settings.Settings;

/**
 * FastAP (Cakir et al., "Deep Metric Learning to Rank", CVPR 2019). The squared distances of unit rows, z = 2 - 2 s for
 * the cosine s, lie between 0 and 4; L + 1 centres divide them into L bins of width 4 / L, and a row counts for centre c
 * by max(0, 1 - |z - c| L / 4). With h+ and h the soft histograms of the positives and of all candidates, and H+ and H
 * their running sums,
 *
 * <pre>loss = 1 - mean over the queries of 1/|P| * sum over the centres l of h+_l H+_l / H_l</pre>
 *
 * <p>Rows are divided by their lengths first, as in the public implementations: the gradient at a row has no part along
 * the row.
 */
public final class FastAp extends HistogramAp {

    /** The name in configurations. */
    public static final String NAME = "fast-ap";

    /** The paper's and its public code's. */
    private static final int DEFAULT_BINS = 10;

    private static final int MOST_BINS = 100;

    /**
     * @param bins L, at least 1; the fewer, the further a gradient reaches
     * @param form what the loss makes of the precisions; the paper's is linear
     * @param margin from 0 to 2; the paper has none
     */
    public FastAp(int bins, PrecisionForm form, double margin) {
        super(bins + 1, -1, form, margin);
    }

    /** The paper's. */
    public FastAp(int bins) {
        this(bins, PrecisionForm.LINEAR, 0);
    }

    /**
     * Reads {@code bins} (10 if absent), {@code form} ({@code linear}) and {@code margin} (0). An {@link
     * org.s2r2.objective.ObjectiveFactory}.
     */
    public static FastAp from(Settings settings) {
        return new FastAp(settings.integer("bins", DEFAULT_BINS, 1, MOST_BINS), PrecisionForm.read(settings),
                Margin.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return settings("bins", centres() - 1);
    }
}
