/** Files from outside, read with bounds, and files that are written whole or not at all. */
@NullMarked
package org.s2r2.file;

import org.jspecify.annotations.NullMarked;
