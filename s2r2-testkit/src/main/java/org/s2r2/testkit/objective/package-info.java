/** The contract of objectives, golden values and definitions by brute force. */
package org.s2r2.testkit.objective;
