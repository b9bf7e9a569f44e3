package org.s2r2.testkit.collective;

import java.util.Arrays;
import java.util.Random;
import org.s2r2.collective.Collective;
import org.s2r2.collective.CollectiveException;

/**
 * What each worker of a {@link CollectiveContract} does. It can be told to another process as a line of text.
 *
 * @param kind what
 * @param length with so many values
 */
public record CollectiveWork(Kind kind, int length) {

    /** The kinds of work. */
    public enum Kind {
        /** Returns the own rank and the number of workers. */
        PLACE,
        /** Returns the sum of {@link #values}. */
        SUM,
        /** Returns the gathered {@link #values}. */
        GATHER,
        /** Adds {@link #values}, where the last worker has infinities and what is no number at some positions. */
        SUM_NOT_FINITE,
        /** Adds and gathers by turns, arrays of other lengths every time; returns how many came out wrong. */
        MANY,
        /**
         * The last worker leaves where the others add. These return how many seconds their call took to throw a {@link
         * CollectiveException}, or -1 where it threw none.
         */
        LEAVE
    }

    private static final int ROUNDS = 200;

    /** The work that {@link #toString} of another process said. */
    public static CollectiveWork parse(String text) {
        String[] parts = text.split(" ", -1);
        return new CollectiveWork(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]));
    }

    /** What a worker puts in: values of many magnitudes, both signs, which (rank, length) decide. */
    public static float[] values(int rank, int length) {
        Random random = new Random(31L * length + rank);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
        }
        return values;
    }

    /** {@link #values} with some that are not finite where this is the last worker. */
    static float[] notFinite(int rank, int workers, int length) {
        float[] values = values(rank, length);
        if (rank == workers - 1) {
            values[0] = Float.NaN;
            values[length / 2] = Float.POSITIVE_INFINITY;
            values[length - 1] = Float.NEGATIVE_INFINITY;
        }
        return values;
    }

    /** Does the work as one worker; the caller closes the collective behind it. */
    public float[] run(Collective collective) {
        return switch (kind) {
            case PLACE -> new float[] {collective.rank(), collective.size()};
            case SUM -> summed(collective, values(collective.rank(), length));
            case GATHER -> collective.gather(values(collective.rank(), length));
            case SUM_NOT_FINITE -> summed(collective, notFinite(collective.rank(), collective.size(), length));
            case MANY -> new float[] {wrongRounds(collective)};
            case LEAVE -> leave(collective);
        };
    }

    private static float[] summed(Collective collective, float[] values) {
        collective.sum(values);
        return values;
    }

    /** Whole numbers, so that a sum has one right result. */
    private int wrongRounds(Collective collective) {
        int wrong = 0;
        for (int round = 0; round < ROUNDS; round++) {
            float[] values = new float[1 + round % length];
            Arrays.fill(values, round + 1000 * collective.rank());
            if (round % 3 == 0) {
                float[] gathered = collective.gather(values);
                for (int i = 0; i < gathered.length; i++) {
                    wrong += gathered[i] == round + 1000 * (i / values.length) ? 0 : 1;
                }
            } else {
                collective.sum(values);
                int size = collective.size();
                for (float value : values) {
                    wrong += value == size * round + 1000 * size * (size - 1) / 2 ? 0 : 1;
                }
            }
        }
        return wrong;
    }

    private float[] leave(Collective collective) {
        collective.sum(new float[length]);
        if (collective.rank() == collective.size() - 1) {
            collective.close();
            return new float[0];
        }
        long start = System.nanoTime();
        try {
            collective.sum(new float[length]);
            return new float[] {-1};
        } catch (CollectiveException e) {
            return new float[] {(System.nanoTime() - start) / 1e9f};
        }
    }

    /** A line that {@link #parse} reads. */
    @Override
    public String toString() {
        return kind + " " + length;
    }
}
