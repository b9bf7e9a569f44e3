/** Work shared out among a number of threads that the caller chooses. */
@NullMarked
package org.s2r2.parallel;

import org.jspecify.annotations.NullMarked;
