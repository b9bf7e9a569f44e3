/** A worked example: pretraining from Java, without an experiment file. */
package org.s2r2.examples.training;
