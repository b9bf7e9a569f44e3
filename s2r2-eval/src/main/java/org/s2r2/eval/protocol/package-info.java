/** The protocols that judge frozen features: weighted nearest neighbours, linear probes, and retrieval. */
@NullMarked
package org.s2r2.eval.protocol;

import org.jspecify.annotations.NullMarked;
