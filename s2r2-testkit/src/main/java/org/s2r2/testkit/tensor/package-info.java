/** The contract of tensors, and finite differences. */
package org.s2r2.testkit.tensor;
