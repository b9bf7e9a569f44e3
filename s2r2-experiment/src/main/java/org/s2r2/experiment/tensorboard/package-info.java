/** The scalars of a run as event files for TensorBoard. */
package org.s2r2.experiment.tensorboard;
