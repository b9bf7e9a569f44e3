/** Runs that are made again, and what is different then. */
package org.s2r2.experiment.reproduce;
