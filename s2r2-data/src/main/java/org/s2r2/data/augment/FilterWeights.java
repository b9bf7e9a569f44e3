package org.s2r2.data.augment;

/**
 * The taps of antialiased linear resampling along one axis, as PIL and torchvision (antialias=True) define them. With
 * scale = in / out and support = max(1, scale), output i has its centre at c = (i + 0.5) * scale and weighs input j by
 * max(0, 1 - |j + 0.5 - c| / support), normalised to sum 1 over the inputs that exist. Arrays are reused.
 */
final class FilterWeights {

    /** For each output the first input with a weight. */
    int[] first = new int[0];

    /** For each output the number of inputs with a weight. */
    int[] count = new int[0];

    /** The weights, {@code stride} places for each output. */
    float[] weights = new float[0];

    int stride;

    /**
     * @param in the number of inputs
     * @param out the number of outputs of the whole axis, wanted or not
     * @param from the first output wanted
     * @param length how many outputs are wanted
     */
    void compute(int in, long out, long from, int length) {
        double scale = (double) in / out;
        double support = Math.max(1, scale);
        stride = (int) Math.ceil(support) * 2 + 1;
        if (first.length < length) {
            first = new int[length];
            count = new int[length];
        }
        if (weights.length < length * stride) {
            weights = new float[length * stride];
        }
        for (int i = 0; i < length; i++) {
            double centre = (from + i + 0.5) * scale;
            int begin = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(in, (int) (centre + support + 0.5));
            double sum = 0;
            for (int j = begin; j < end; j++) {
                sum += weight(j, centre, support);
            }
            for (int j = begin; j < end; j++) {
                weights[i * stride + j - begin] = (float) (weight(j, centre, support) / sum);
            }
            first[i] = begin;
            count[i] = end - begin;
        }
    }

    private static double weight(int j, double centre, double support) {
        return Math.max(0, 1 - Math.abs(j + 0.5 - centre) / support);
    }
}
