/** Configuration values read with their key, their range and a clear error. */
@NullMarked
package org.s2r2.settings;

import org.jspecify.annotations.NullMarked;
