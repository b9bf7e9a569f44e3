package org.s2r2.eval.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.s2r2.settings.InvalidInputException;

/**
 * Frozen features of training and test rows with their labels: one each, or any number. Test rows may be training rows
 * too, of the same images: {@link #withLeaveOneOut()} says so, and then no protocol that looks for neighbours counts a row
 * as its own.
 */
public final class EvaluationData {

    private final @Nullable FeatureSet train;
    private final @Nullable FeatureSet test;
    private final @Nullable MultiLabelSet multiLabelTrain;
    private final @Nullable MultiLabelSet multiLabelTest;
    private final List<int[]> folds;
    private final int threads;
    private final int[] ownRows;

    private EvaluationData(@Nullable FeatureSet train, @Nullable FeatureSet test,
            @Nullable MultiLabelSet multiLabelTrain, @Nullable MultiLabelSet multiLabelTest, List<int[]> folds, int threads, int[] ownRows) {
        this.train = train;
        this.test = test;
        this.multiLabelTrain = multiLabelTrain;
        this.multiLabelTest = multiLabelTest;
        this.folds = List.copyOf(folds);
        this.threads = threads;
        this.ownRows = ownRows;
    }

    /**
     * Rows with one class each, judged on as many threads as there are processors.
     *
     * @param train the rows that vote, fit and are retrieved
     * @param test the rows that are classified, and the queries
     * @throws InvalidInputException if the sets differ in dim
     */
    public static EvaluationData of(FeatureSet train, FeatureSet test) {
        return of(train, List.of(), test, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Rows with one class each.
     *
     * @param folds the training rows of each predefined fold; empty where there are none
     * @param threads how many threads compute, at least 1
     * @throws InvalidInputException if the sets differ in dim
     */
    public static EvaluationData of(FeatureSet train, List<int[]> folds, FeatureSet test, int threads) {
        requireWidth(train.name(), train.dim(), test.name(), test.dim());
        return new EvaluationData(train, test, null, null, folds, threads, new int[0]);
    }

    /**
     * Rows with any number of classes each.
     *
     * @throws InvalidInputException if the sets differ in dim or in the number of classes
     */
    public static EvaluationData of(MultiLabelSet train, MultiLabelSet test, int threads) {
        requireWidth(train.name(), train.dim(), test.name(), test.dim());
        if (train.classes() != test.classes()) {
            throw new InvalidInputException(test.name() + ": labels of " + test.classes() + " classes, expected "
                    + train.classes() + " as in " + train.name());
        }
        return new EvaluationData(null, null, train, test, List.of(), threads, new int[0]);
    }

    /**
     * The same data, in which test row i is training row i: both are of the same image.
     *
     * @throws InvalidInputException if the sets differ in their rows or labels
     */
    public EvaluationData withLeaveOneOut() {
        if (trainRows() != testRows()) {
            throw new InvalidInputException(testName() + ": " + testRows() + " rows, expected the " + trainRows() + " of "
                    + name() + ", each of the same image, to leave each out of its own neighbours");
        }
        return withOwnRows(IntStream.range(0, testRows()).toArray());
    }

    /**
     * The same data, in which test rows are training rows too.
     *
     * @param rows for every test row the training row of the same image, -1 where there is none
     * @throws InvalidInputException if the labels of a row differ, or there is a single training row
     */
    public EvaluationData withOwnRows(int[] rows) {
        if (rows.length != testRows()) {
            throw new IllegalArgumentException(rows.length + " training rows for " + testRows() + " test rows");
        }
        if (trainRows() < 2) {
            throw new InvalidInputException(name() + ": 1 row, expected at least 2 where each is left out of its neighbours");
        }
        for (int row = 0; row < rows.length; row++) {
            if (rows[row] >= 0 && !sameLabels(rows[row], row)) {
                throw new InvalidInputException(testName() + ": row " + row + " has other labels than row " + rows[row]
                        + " of " + name() + ", expected the same of the same image");
            }
        }
        return new EvaluationData(train, test, multiLabelTrain, multiLabelTest, folds, threads, rows.clone());
    }

    private boolean sameLabels(int trainRow, int testRow) {
        return multiLabel()
                ? Arrays.equals(multiLabelTrain().labels()[trainRow], multiLabelTest().labels()[testRow])
                : train().labels()[trainRow] == test().labels()[testRow];
    }

    private int trainRows() {
        return multiLabel() ? multiLabelTrain().rows() : train().rows();
    }

    private int testRows() {
        return multiLabel() ? multiLabelTest().rows() : test().rows();
    }

    private String testName() {
        return multiLabel() ? multiLabelTest().name() : test().name();
    }

    private static void requireWidth(String train, int trainDim, String test, int testDim) {
        if (trainDim != testDim) {
            throw new InvalidInputException(
                    test + ": rows of " + testDim + " values, expected " + trainDim + " as in " + train);
        }
    }

    /** What to call the training rows in messages. */
    public String name() {
        return multiLabel() ? multiLabelTrain().name() : train().name();
    }

    /** Whether the rows have any number of classes each. */
    public boolean multiLabel() {
        return multiLabelTrain != null;
    }

    /** The training rows of each predefined fold; empty where there are none. */
    public List<int[]> folds() {
        return folds;
    }

    /** Whether test rows are training rows too. */
    public boolean leaveOneOut() {
        return IntStream.of(ownRows).anyMatch(row -> row >= 0);
    }

    /** The training row of the same image as a test row, which does not count among its neighbours; -1 where there is none. */
    public int ownRow(int testRow) {
        return ownRows.length == 0 ? -1 : ownRows[testRow];
    }

    /** {@link #ownRow} as no row or one. */
    int[] ownRows(int testRow) {
        int own = ownRow(testRow);
        return own < 0 ? new int[0] : new int[] {own};
    }

    /** How many threads compute, at least 1. */
    public int threads() {
        return threads;
    }

    /** @throws IllegalStateException if the rows have any number of classes each */
    public FeatureSet train() {
        return require(train, "one class each");
    }

    /** @throws IllegalStateException if the rows have any number of classes each */
    public FeatureSet test() {
        return require(test, "one class each");
    }

    /** @throws IllegalStateException if the rows have one class each */
    public MultiLabelSet multiLabelTrain() {
        return require(multiLabelTrain, "any number of classes each");
    }

    /** @throws IllegalStateException if the rows have one class each */
    public MultiLabelSet multiLabelTest() {
        return require(multiLabelTest, "any number of classes each");
    }

    private <T> T require(@Nullable T set, String what) {
        if (set == null) {
            throw new IllegalStateException("the rows of " + name() + " have not " + what);
        }
        return set;
    }
}
