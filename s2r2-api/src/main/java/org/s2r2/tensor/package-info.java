/** Differentiable arrays: the language that objectives are written in, and its implementation in plain Java. */
@NullMarked
package org.s2r2.tensor;

import org.jspecify.annotations.NullMarked;
