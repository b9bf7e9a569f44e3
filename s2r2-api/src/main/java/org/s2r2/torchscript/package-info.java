/** Modules that PyTorch saved as TorchScript, as data: their weights, and an archive for an engine that can run them. */
@NullMarked
package org.s2r2.torchscript;

import org.jspecify.annotations.NullMarked;
