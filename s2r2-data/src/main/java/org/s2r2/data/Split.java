package org.s2r2.data;

/** Which labelled part of a dataset to open. */
public enum Split {
    /** What classifiers are fitted on; what encoders learn from too, unless the dataset has other images for that. */
    TRAIN,
    TEST
}
