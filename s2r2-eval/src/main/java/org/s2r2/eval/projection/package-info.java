/** Embeddings as a map: their first two principal components, a layout of their nearest neighbours, and clusters to colour by. */
@NullMarked
package org.s2r2.eval.projection;

import org.jspecify.annotations.NullMarked;
