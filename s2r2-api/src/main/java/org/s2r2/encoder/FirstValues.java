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
}
