package org.s2r2.baseline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.s2r2.objective.Candidates;
import org.s2r2.objective.Objective;
import org.s2r2.objective.PositiveViews;
import org.s2r2.objective.Temperature;
import org.s2r2.settings.Settings;
import org.s2r2.tensor.Tensor;
import org.s2r2.view.ViewLayout;

/**
 * SimCLR's loss, the normalised temperature-scaled cross entropy (Chen et al., "A Simple Framework for Contrastive
 * Learning of Visual Representations", ICML 2020, equation 1). Similarities s are the dot products of the rows as
 * given, cosines with unit rows. For a row z of view a and the row z' of the same image in another view b,
 *
 * <pre>
 * l(z, z') = -s(z, z') / temperature + log(sum over the rows k != z of views a and b of exp(s(z, k) / temperature))
 * </pre>
 *
 * The loss is the mean of l over all images and all ordered pairs of different views. With two views this is the
 * paper's equation; each pair of more views counts as a batch of two views, and the loss is the mean over the pairs. For
 * multi-crop z' may be one of the first views alone.
 */
public final class NtXent extends PairLossFunction {

    /** The name in configurations. */
    public static final String NAME = "nt-xent";

    /** The paper's for CIFAR-10 (appendix B.9). On ImageNet it has 0.1. */
    private static final double DEFAULT_TEMPERATURE = 0.5;

    /** In units of the temperature: so far below every similarity that its exponential is 0 in any precision. */
    private static final double OUT_OF_SIGHT = -1e30;

    private final double temperature;
    private final int positiveViews;

    /** @param temperature the difference of similarities that changes the odds by a factor of e, from 1e-4 to 10 */
    public NtXent(double temperature) {
        this(temperature, 0);
    }

    /** @param positiveViews the first so many views of an image are positives, 2 or more; 0 for all */
    public NtXent(double temperature, int positiveViews) {
        this.temperature = Temperature.require(temperature);
        this.positiveViews = PositiveViews.require(positiveViews);
    }

    /**
     * Reads {@code temperature}, 0.5 if absent, and {@code candidates}: with {@code teacher} it makes a {@link
     * MomentumContrast}; without it {@code positiveViews}, 0 if absent, for all. An {@link
     * org.s2r2.objective.ObjectiveFactory}.
     */
    public static Objective from(Settings settings) {
        double temperature = Temperature.read(settings, DEFAULT_TEMPERATURE);
        return Candidates.read(settings) == Candidates.TEACHER
                ? new MomentumContrast(temperature)
                : new NtXent(temperature, PositiveViews.read(settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("temperature", temperature));
        PositiveViews.put(settings, positiveViews);
        return settings;
    }

    @Override
    public void requireBatch(ViewLayout layout) {
        super.requireBatch(layout);
        PositiveViews.require(positiveViews, layout);
    }

    @Override
    ViewPairs pairs(int views) {
        return ViewPairs.ordered(views, PositiveViews.of(positiveViews, views));
    }

    /** The mean of l(z, z') over the rows z of a, with z' in b. */
    @Override
    Tensor loss(Tensor a, Tensor b) {
        int images = a.shape()[0];
        Tensor similarities = a.matmul(a.concat(b).transpose()).mul(1 / temperature);
        double[] itself = new double[images * 2 * images];
        int[] positives = new int[images];
        for (int i = 0; i < images; i++) {
            itself[i * 2 * images + i] = OUT_OF_SIGHT;
            positives[i] = images + i;
        }
        Tensor others = similarities.add(a.constant(itself, images, 2 * images));
        return others.logSumExp(1).sub(similarities.gather(positives, 1).reshape(images)).mean();
    }
}
