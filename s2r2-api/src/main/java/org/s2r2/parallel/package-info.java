/** Work shared out among a number of threads that the caller chooses. */
package org.s2r2.parallel;
