package org.s2r2.encoder;

/** How the first values of a parameter are drawn. */
public sealed interface FirstValues {

    /** As {@link Initializer} says for the parameter's role. */
    record ByRole() implements FirstValues {}

    /** As {@link Initializer} says for a role that the parameter had before it was frozen. */
    record LikeRole(Parameter.Role role) implements FirstValues {}

    /** All the same. */
    record Constant(double value) implements FirstValues {}

    /** Normal with mean 0. */
    record Normal(double deviation) implements FirstValues {}

    /** Uniform from -bound to bound. */
    record Uniform(double bound) implements FirstValues {}

    /**
     * Sines and cosines of the place in a square grid, [1, prefix + grid x grid, width] with a width that is a multiple of 4:
     * the token at column x and row y has, for i from 0 to w - 1 with w = width / 4, the values sin(x f_i), cos(x f_i), sin(y
     * f_i), cos(y f_i) in four parts one after the other, with f_i = 10000^(-i / w). The prefix is 0. Vaswani et al., NeurIPS
     * 2017, in two dimensions as for MoCo v3 (Chen et al., ICCV 2021).
     *
     * @param prefix the tokens before those of the grid
     */
    record Sines(int prefix) implements FirstValues {}
}
