/** Encoders as data: the layer tree, ResNets, vision transformers and the projection heads. */
@NullMarked
package org.s2r2.encoder;

import org.jspecify.annotations.NullMarked;
