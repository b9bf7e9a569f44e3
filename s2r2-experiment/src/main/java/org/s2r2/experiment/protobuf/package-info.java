/** Messages in the encoding of protocol buffers, as far as S2R2 writes any. */
@NullMarked
package org.s2r2.experiment.protobuf;

import org.jspecify.annotations.NullMarked;
