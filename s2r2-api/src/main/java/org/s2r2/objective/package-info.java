/** Losses over the embeddings of a batch of views, the ranking losses first. */
@NullMarked
package org.s2r2.objective;

import org.jspecify.annotations.NullMarked;
