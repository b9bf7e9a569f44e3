/** The contract of training listeners. */
package org.s2r2.testkit.training;
