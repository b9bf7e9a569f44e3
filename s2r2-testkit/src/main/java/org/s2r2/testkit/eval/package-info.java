/** The contract of evaluation protocols. */
package org.s2r2.testkit.eval;
