package org.s2r2.data.augment;

import java.util.List;
import org.s2r2.data.random.SplitMix64;
import org.s2r2.settings.Settings;

/**
 * A Gaussian blur with sigma uniform in [minSigma, maxSigma] pixels of the view.
 *
 * @param probability of blurring a view at all
 */
public record Blur(double probability, double minSigma, double maxSigma) implements Augmentation {

    private static final ThreadLocal<GaussianBlur> SCRATCH = ThreadLocal.withInitial(GaussianBlur::new);

    static Blur from(Settings settings) {
        double probability = settings.number("probability", 0.5, 0, 1);
        List<Double> sigma = settings.numbers("sigma", List.of(0.1, 2.0), 2, 0.01, 100);
        if (sigma.get(0) > sigma.get(1)) {
            throw settings.invalid("sigma", sigma, "the smaller number first");
        }
        return new Blur(probability, sigma.get(0), sigma.get(1));
    }

    @Override
    public void apply(Planes view, SplitMix64 random) {
        if (random.chance(probability)) {
            int size = view.size();
            SCRATCH.get().apply(view, size, GaussianBlur.taps(size), random.uniform(minSigma, maxSigma));
        }
    }
}
