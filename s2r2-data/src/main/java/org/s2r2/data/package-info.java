/** Image datasets: what they hold, and how one is opened by its name and settings. */
@NullMarked
package org.s2r2.data;

import org.jspecify.annotations.NullMarked;
