/** Experiments: from a YAML file to a run folder with weights, metrics, accuracies and a report. */
package org.s2r2.experiment;
