/** Random numbers that depend on their keys alone. */
@NullMarked
package org.s2r2.data.random;

import org.jspecify.annotations.NullMarked;
