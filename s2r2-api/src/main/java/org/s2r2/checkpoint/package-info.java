/** Weights and training state on disk. */
@NullMarked
package org.s2r2.checkpoint;

import org.jspecify.annotations.NullMarked;
