package org.s2r2.data.random;

/**
 * The SplitMix64 generator (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014),
 * restarted from a tuple of keys: the stream of (seed, epoch, image, view) is the same whoever draws it and whatever
 * was drawn before. An instance belongs to one thread.
 */
public final class SplitMix64 {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** A generator at the start of the stream of the given keys. */
    public static SplitMix64 of(long a, long b, long c, long d) {
        SplitMix64 random = new SplitMix64();
        random.restart(a, b, c, d);
        return random;
    }

    /** Goes to the start of the stream of the given keys. */
    public void restart(long a, long b, long c, long d) {
        state = absorb(absorb(absorb(absorb(0, a), b), c), d);
    }

    private static long absorb(long hash, long key) {
        return mix((hash + GOLDEN_GAMMA) * 0xD1342543DE82EF95L ^ mix(key + GOLDEN_GAMMA));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), in steps of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [min, max). */
    public double uniform(double min, double max) {
        return min + (max - min) * nextDouble();
    }

    /** True with the given probability. */
    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /**
     * Uniform in 0 .. bound - 1, by multiplication of 32 random bits; its bias of at most bound / 2^32 is far below
     * what any run could notice.
     *
     * @param bound at least 1
     */
    public int below(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** The numbers 0 .. length - 1 in random order (Fisher and Yates). */
    public int[] permutation(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
