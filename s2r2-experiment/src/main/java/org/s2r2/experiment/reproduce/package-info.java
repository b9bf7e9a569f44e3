/** Runs that are made again, and what is different then. */
@NullMarked
package org.s2r2.experiment.reproduce;

import org.jspecify.annotations.NullMarked;
