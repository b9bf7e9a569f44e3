/** Losses over the embeddings of a batch of views, the ranking losses first. */
package org.s2r2.objective;
