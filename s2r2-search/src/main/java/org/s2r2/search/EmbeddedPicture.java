package org.s2r2.search;

/**
 * What is computed of a picture.
 *
 * @param row its embedding, of length 1 or 0
 * @param signature its {@link PixelSignature}
 */
record EmbeddedPicture(float[] row, byte[] signature) {}
