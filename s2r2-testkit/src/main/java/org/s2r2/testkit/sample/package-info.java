/** A tiny encoder, weights, pixels and batches at random, for tests. */
package org.s2r2.testkit.sample;
