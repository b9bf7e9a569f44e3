/** Optimisers and learning-rate schedules as data, with one meaning on every backend. */
@NullMarked
package org.s2r2.optim;

import org.jspecify.annotations.NullMarked;
