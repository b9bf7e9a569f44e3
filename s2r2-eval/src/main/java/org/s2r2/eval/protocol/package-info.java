/** The protocols that judge frozen features: weighted nearest neighbours, linear probes, and retrieval. */
package org.s2r2.eval.protocol;
