/** Experiments: from a YAML file to a run folder with weights, metrics, accuracies and a report. */
@NullMarked
package org.s2r2.experiment;

import org.jspecify.annotations.NullMarked;
