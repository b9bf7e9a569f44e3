/** The training loop and the events it tells its listeners. */
@NullMarked
package org.s2r2.training;

import org.jspecify.annotations.NullMarked;
