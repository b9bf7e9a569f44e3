/** Several processes that train one model. */
@NullMarked
package org.s2r2.collective;

import org.jspecify.annotations.NullMarked;
