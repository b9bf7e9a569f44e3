/** Encoders as ONNX models, for programs that know nothing of S2R2. */
package org.s2r2.experiment.onnx;
