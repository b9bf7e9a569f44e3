package org.s2r2.data;

/** Which part of a dataset to open. */
public enum Split {
    TRAIN,
    TEST
}
