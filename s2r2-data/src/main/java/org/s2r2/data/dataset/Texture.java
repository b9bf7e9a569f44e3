package org.s2r2.data.dataset;

/** How two colours mix over a surface: a pattern with values from 0 to 1 at every point of the plane. */
enum Texture {
    STRIPES {
        @Override
        double mix(double x, double y, long key) {
            return step(1.5 * wave(x));
        }
    },
    DOTS {
        @Override
        double mix(double x, double y, long key) {
            double u = x - Math.rint(x);
            double v = y - Math.rint(y);
            return step(0.33 - Math.sqrt(u * u + v * v));
        }
    },
    CHECKS {
        @Override
        double mix(double x, double y, long key) {
            return step(wave(0.5 * x) * wave(0.5 * y));
        }
    },
    NOISE {
        @Override
        double mix(double x, double y, long key) {
            return step(noise(x, y, key) - 0.5);
        }
    },
    PLAIN {
        @Override
        double mix(double x, double y, long key) {
            return 0.15 * noise(0.5 * x, 0.5 * y, key);
        }
    };

    /**
     * @param x in periods of the pattern
     * @param y in periods of the pattern
     * @param key tells one patch of noise from another
     */
    abstract double mix(double x, double y, long key);

    /** From 0 to 1 over a soft edge, so that patterns do not alias. */
    private static double step(double value) {
        return Math.max(0, Math.min(1, 0.5 + 3 * value));
    }

    /** A triangle wave of period 1 from -1 to 1: cheap, and the same on every Java virtual machine. */
    private static double wave(double x) {
        return 4 * Math.abs(x - Math.floor(x) - 0.5) - 1;
    }

    /** Value noise: a random number at each point of the integer lattice, blended smoothly between them. */
    static double noise(double x, double y, long key) {
        double left = Math.floor(x);
        double top = Math.floor(y);
        double u = smooth(x - left);
        double v = smooth(y - top);
        long i = (long) left;
        long j = (long) top;
        double above = lattice(i, j, key) * (1 - u) + lattice(i + 1, j, key) * u;
        double below = lattice(i, j + 1, key) * (1 - u) + lattice(i + 1, j + 1, key) * u;
        return above * (1 - v) + below * v;
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** A random number from 0 to 1 for a point of the integer lattice. */
    static double lattice(long i, long j, long key) {
        long z = key + i * 0x9E3779B97F4A7C15L + j * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 32)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 29)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 32)) >>> 11) * 0x1.0p-53;
    }
}
