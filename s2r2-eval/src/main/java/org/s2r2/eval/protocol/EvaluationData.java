package org.s2r2.eval.protocol;

import java.util.List;
import org.s2r2.settings.InvalidInputException;

/** Frozen features of training and test rows with their labels: one each, or any number. */
public final class EvaluationData {

    private final FeatureSet train;
    private final FeatureSet test;
    private final MultiLabelSet multiLabelTrain;
    private final MultiLabelSet multiLabelTest;
    private final List<int[]> folds;
    private final int threads;

    private EvaluationData(FeatureSet train, FeatureSet test, MultiLabelSet multiLabelTrain, MultiLabelSet multiLabelTest,
            List<int[]> folds, int threads) {
        this.train = train;
        this.test = test;
        this.multiLabelTrain = multiLabelTrain;
        this.multiLabelTest = multiLabelTest;
        this.folds = List.copyOf(folds);
        this.threads = threads;
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
        return new EvaluationData(train, test, null, null, folds, threads);
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
        return new EvaluationData(null, null, train, test, List.of(), threads);
    }

    private static void requireWidth(String train, int trainDim, String test, int testDim) {
        if (trainDim != testDim) {
            throw new InvalidInputException(
                    test + ": rows of " + testDim + " values, expected " + trainDim + " as in " + train);
        }
    }

    /** What to call the training rows in messages. */
    public String name() {
        return multiLabel() ? multiLabelTrain.name() : train.name();
    }

    /** Whether the rows have any number of classes each. */
    public boolean multiLabel() {
        return multiLabelTrain != null;
    }

    /** The training rows of each predefined fold; empty where there are none. */
    public List<int[]> folds() {
        return folds;
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

    private <T> T require(T set, String what) {
        if (set == null) {
            throw new IllegalStateException("the rows of " + name() + " have not " + what);
        }
        return set;
    }
}
