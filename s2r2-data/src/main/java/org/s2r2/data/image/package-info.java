/** Reading pictures, hardened against damaged and hostile files. */
@NullMarked
package org.s2r2.data.image;

import org.jspecify.annotations.NullMarked;
