package org.s2r2.data.augment;

/**
 * The taps of antialiased linear resampling along one axis, as PIL and torchvision (antialias=True) define them. With
 * scale = in / out and support = max(1, scale), output i has its centre at c = (i + 0.5) * scale and weighs input j by
 * max(0, 1 - |j + 0.5 - c| / support), normalised to sum 1 over the inputs that exist. Arrays are reused.
 */
final class FilterWeights {

    /** What a weight of 1 is in {@link #fixed}: so much that 255 times it is still an int. */
    static final int ONE = 1 << 23;

    /** For each output the first input with a weight. */
    int[] first = new int[0];

    /** For each output the number of inputs with a weight. */
    int[] count = new int[0];

    /** The weights, {@code stride} places for each output. */
    float[] weights = new float[0];

    /** The weights times {@link #ONE}, rounded so that those of an output add up to {@link #ONE} exactly. */
    int[] fixed = new int[0];

    /** At least as much as any output has inputs. */
    int stride;

    private double[] raw = new double[0];

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
        require(length);
        double slope = 1 / support;
        for (int i = 0; i < length; i++) {
            double centre = (from + i + 0.5) * scale;
            int begin = Math.max(0, (int) (centre - support + 0.5));
            int end = Math.min(in, (int) (centre + support + 0.5));
            double sum = 0;
            for (int k = 0; k < end - begin; k++) {
                raw[k] = Math.max(0, 1 - Math.abs(begin + k + 0.5 - centre) * slope);
                sum += raw[k];
            }
            first[i] = begin;
            count[i] = end - begin;
            normalise(i * stride, end - begin, 1 / sum);
        }
    }

    private void require(int length) {
        if (first.length < length) {
            first = new int[length];
            count = new int[length];
        }
        if (weights.length < length * stride) {
            weights = new float[length * stride];
            fixed = new int[length * stride];
        }
        if (raw.length < stride) {
            raw = new double[stride];
        }
    }

    private void normalise(int at, int taps, double factor) {
        double sum = 0;
        int given = 0;
        for (int k = 0; k < taps; k++) {
            double weight = raw[k] * factor;
            sum += weight;
            int upTo = (int) (sum * ONE + 0.5);
            weights[at + k] = (float) weight;
            fixed[at + k] = upTo - given;
            given = upTo;
        }
    }
}
