/** The scalars of a run as event files for TensorBoard. */
@NullMarked
package org.s2r2.experiment.tensorboard;

import org.jspecify.annotations.NullMarked;
