/** A plain interpreter of layer trees, the oracle of the backends. */
package org.s2r2.testkit.encoder;
