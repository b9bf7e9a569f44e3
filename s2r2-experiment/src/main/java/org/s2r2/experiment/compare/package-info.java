/** Comparisons: methods x seeds x datasets as ordinary runs, and what their results say side by side. */
@NullMarked
package org.s2r2.experiment.compare;

import org.jspecify.annotations.NullMarked;
