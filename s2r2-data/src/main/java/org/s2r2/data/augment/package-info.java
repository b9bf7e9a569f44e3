/** Random views of an image, and the fixed transform of evaluation. */
@NullMarked
package org.s2r2.data.augment;

import org.jspecify.annotations.NullMarked;
