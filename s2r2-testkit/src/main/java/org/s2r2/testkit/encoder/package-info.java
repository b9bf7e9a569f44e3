/** A plain interpreter of layer trees, the oracle of the backends, and the contract of backbones. */
package org.s2r2.testkit.encoder;
