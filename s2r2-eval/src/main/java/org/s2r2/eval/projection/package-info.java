/** Embeddings as a map: their first two principal components, a layout of their nearest neighbours, and clusters to colour by. */
package org.s2r2.eval.projection;
