/** The report of a run: one HTML file that needs nothing beside it. */
package org.s2r2.eval.report;
