/** NumPy's .npy files: matrices of embeddings and vectors of labels, read with suspicion and written for NumPy. */
@NullMarked
package org.s2r2.npy;

import org.jspecify.annotations.NullMarked;
