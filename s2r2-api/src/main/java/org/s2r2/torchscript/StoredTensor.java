package org.s2r2.torchscript;

import org.s2r2.encoder.Parameter;
import org.s2r2.tensor.HostArray;

/**
 * A tensor of a module.
 *
 * @param parameter its name, what it is for, and its shape
 * @param whole whether it holds whole numbers of 64 bits, else single-precision numbers
 * @param values what the file has; they are not changed
 */
public record StoredTensor(Parameter parameter, boolean whole, HostArray values) {}
