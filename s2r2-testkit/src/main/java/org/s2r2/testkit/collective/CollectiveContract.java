package org.s2r2.testkit.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.s2r2.testkit.collective.CollectiveWork.Kind;

/** Sums and gathered arrays of one, two and three workers, and the loss of one of them. */
public abstract class CollectiveContract {

    /** The largest relative error of one addition in single precision. */
    private static final double ROUNDING = 0x1p-24;

    /**
     * Starts workers, lets each do the work with its collective, and waits for all.
     *
     * @param workers how many
     * @param work to be called once by each worker
     * @return what each worker returned, in the order in which the workers were started
     */
    protected abstract List<float[]> run(int workers, CollectiveWork work) throws Exception;

    /** The longest that a call may take to end where another worker has left. */
    protected abstract Duration longestWait();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theRankIsTheOrderOfTheWorkers(int workers) throws Exception {
        List<float[]> found = run(workers, new CollectiveWork(Kind.PLACE, 0));
        assertThat(found).as("workers").hasSize(workers);
        for (int rank = 0; rank < workers; rank++) {
            assertThat(found.get(rank)).as("rank and size of worker %d", rank).containsExactly(rank, workers);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "1,5", "2,0", "2,1", "2,7", "2,1000003", "3,0", "3,1", "3,7", "3,1000003"})
    void aSumIsTheSumOfAllWithinRounding(int workers, int length) throws Exception {
        List<float[]> sums = run(workers, new CollectiveWork(Kind.SUM, length));
        double[] expected = new double[length];
        double[] magnitude = new double[length];
        for (int rank = 0; rank < workers; rank++) {
            float[] values = CollectiveWork.values(rank, length);
            for (int i = 0; i < length; i++) {
                expected[i] += values[i];
                magnitude[i] += Math.abs(values[i]);
            }
        }
        float[] first = sums.get(0);
        assertThat(first).as("sum").hasSize(length);
        int worst = 0;
        for (int i = 1; i < length; i++) {
            worst = error(first, expected, magnitude, i) > error(first, expected, magnitude, worst) ? i : worst;
        }
        if (length > 0) {
            assertThat(error(first, expected, magnitude, worst))
                    .as("error at %d of %d, in units of the sum of the magnitudes", worst, length)
                    .isLessThanOrEqualTo((workers - 1) * ROUNDING);
        }
        requireSameBits(sums, first, "the first worker's");
        requireSameBits(run(workers, new CollectiveWork(Kind.SUM, length)), first, "those of the same sum before");
    }

    private static double error(float[] found, double[] expected, double[] magnitude, int i) {
        return Math.abs(found[i] - expected[i]) / magnitude[i];
    }

    private static void requireSameBits(List<float[]> found, float[] expected, String whose) {
        for (float[] one : found) {
            assertThat(Arrays.equals(one, expected)).as("bits are " + whose).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,5", "2,0", "2,1", "2,7", "2,1000003", "3,1", "3,129"})
    void arraysAreGatheredInTheOrderOfRanks(int workers, int length) throws Exception {
        float[] expected = new float[workers * length];
        for (int rank = 0; rank < workers; rank++) {
            System.arraycopy(CollectiveWork.values(rank, length), 0, expected, rank * length, length);
        }
        requireSameBits(run(workers, new CollectiveWork(Kind.GATHER, length)), expected, "those that were put in");
    }

    /** A step that is not finite has to be found by all workers. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatIsNotFiniteOnOneWorkerIsNotFiniteInTheSumOnAll(int workers) throws Exception {
        for (float[] sum : run(workers, new CollectiveWork(Kind.SUM_NOT_FINITE, 9))) {
            assertThat(sum[0]).as("sum with what is no number").isNaN();
            assertThat(sum[4]).as("sum with infinity").isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(sum[8]).as("sum with minus infinity").isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(Float.isFinite(sum[1])).as("a sum of finite values is finite").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void manyCallsInARowStayApart(int workers) throws Exception {
        for (float[] wrong : run(workers, new CollectiveWork(Kind.MANY, 37))) {
            assertThat(wrong).as("wrong values").containsExactly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aWorkerThatLeavesEndsTheNextCallOfTheOthers(int workers) throws Exception {
        List<float[]> found = run(workers, new CollectiveWork(Kind.LEAVE, 100));
        for (float[] seconds : found.subList(0, workers - 1)) {
            assertThat(seconds).as("seconds until a CollectiveException").hasSize(1);
            assertThat((double) seconds[0]).isBetween(0.0, longestWait().toMillis() / 1e3);
        }
    }

    @Test
    void workIsToldAsText() {
        CollectiveWork work = new CollectiveWork(Kind.SUM, 12);
        assertThat(CollectiveWork.parse(work.toString())).isEqualTo(work);
    }
}
