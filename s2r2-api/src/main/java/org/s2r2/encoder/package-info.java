/** Encoders as data: the layer tree, the ResNet families and the projection heads. */
@NullMarked
package org.s2r2.encoder;

import org.jspecify.annotations.NullMarked;
