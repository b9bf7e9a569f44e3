/** S2R2 for Java programs, in the words of experiment files: what one can say, the other can, with the same checks. */
@NullMarked
package org.s2r2;

import org.jspecify.annotations.NullMarked;
