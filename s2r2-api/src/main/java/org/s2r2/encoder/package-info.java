/** Encoders as data: the layer tree, the ResNet families and the projection heads. */
package org.s2r2.encoder;
