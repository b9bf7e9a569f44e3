/** Encoders as ONNX models, for programs that know nothing of S2R2. */
@NullMarked
package org.s2r2.experiment.onnx;

import org.jspecify.annotations.NullMarked;
