package org.s2r2.objective.ranking;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.objective.Margin;
import org.s2r2.objective.PrecisionForm;
import org.s2r2.settings.Settings;

/**
 * The quantised listwise loss (Revaud et al., "Learning with Average Precision: Training Image Retrieval with a
 * Listwise Loss", ICCV 2019, arXiv 1906.07589). M bins have their centres from 1 down to the lowest similarity, b_m = 1
 * - (m - 1) D with D = (1 - lowest) / (M - 1), and a row of similarity s counts for bin m by max(0, 1 - |s - b_m| / D).
 * With h+ and h the counts of the positives and of all candidates, the precision up to a bin and the recall gained in it
 * give
 *
 * <pre>
 * P_m  = (h+_1 + ... + h+_m) / (h_1 + ... + h_m)
 * r_m  = h+_m / |P|
 * loss = 1 - mean over the queries of the sum over m of P_m r_m
 * </pre>
 *
 * <p>With the lowest similarity -1 this is {@link FastAp} with M - 1 bins: both papers quantise the same line, since
 * squared distances of unit rows are 2 - 2 s. They differ in how finely. Similarities are cosines here, and one below
 * the lowest counts for the last bin alone, as in the public code.
 */
public final class ListwiseAp extends HistogramAp {

    /** The name in configurations. */
    public static final String NAME = "listwise-ap";

    // Both as in ROADMAP's public code, which compares with this loss. Its own public code has 25 bins down to 0.
    private static final int DEFAULT_BINS = 20;
    private static final double DEFAULT_LOWEST = -1;

    private final double lowest;

    private static final int MOST_BINS = 100;

    /**
     * @param bins M, at least 2
     * @param lowest the similarity of the last bin's centre, from -1 to below 1
     * @param form what the loss makes of the precisions; the paper's is linear
     * @param margin from 0 to 2; the paper has none
     */
    public ListwiseAp(int bins, double lowest, PrecisionForm form, double margin) {
        super(bins, lowest, form, margin);
        this.lowest = lowest;
    }

    /** The paper's. */
    public ListwiseAp(int bins, double lowest) {
        this(bins, lowest, PrecisionForm.LINEAR, 0);
    }

    /**
     * Reads {@code bins} (20 if absent), {@code lowest} (-1), {@code form} ({@code linear}) and {@code margin} (0). An
     * {@link org.s2r2.objective.ObjectiveFactory}.
     */
    public static ListwiseAp from(Settings settings) {
        return new ListwiseAp(
                settings.integer("bins", DEFAULT_BINS, 2, MOST_BINS),
                settings.number("lowest", DEFAULT_LOWEST, -1, 0.99),
                PrecisionForm.read(settings),
                Margin.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(settings("bins", centres()));
        settings.put("lowest", lowest);
        return settings;
    }
}
