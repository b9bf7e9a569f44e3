/** The backend on DJL's PyTorch engine: layer trees, update rules and differentiable tensors as calls to libtorch. */
package org.s2r2.djl;
