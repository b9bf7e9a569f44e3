/** Comparisons: methods x seeds x datasets as ordinary runs, and what their results say side by side. */
package org.s2r2.experiment.compare;
