/** The report of a run: one HTML file that needs nothing beside it. */
@NullMarked
package org.s2r2.eval.report;

import org.jspecify.annotations.NullMarked;
