/** Weights and training state on disk. */
package org.s2r2.checkpoint;
