package org.s2r2.tensor;

/** The precision of a {@link Tensor}'s elements. */
public enum DataType {
    /** IEEE 754 single precision: what training runs in. */
    FLOAT32,
    /** IEEE 754 double precision: the oracle of the tests. */
    FLOAT64
}
