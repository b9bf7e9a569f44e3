/** The objectives that ranking is compared with: SimCLR's and SwAV's. */
@NullMarked
package org.s2r2.baseline;

import org.jspecify.annotations.NullMarked;
