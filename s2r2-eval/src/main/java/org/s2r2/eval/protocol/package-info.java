/** The protocols that judge frozen features: weighted nearest neighbours, a linear probe, and retrieval. */
package org.s2r2.eval.protocol;
