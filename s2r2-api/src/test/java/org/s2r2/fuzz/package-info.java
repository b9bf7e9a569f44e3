/** What readers of outside files promise, held for a corpus in every build and for a fuzzer's inputs under a profile. */
package org.s2r2.fuzz;
