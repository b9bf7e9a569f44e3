/** The batch of views that a loader hands to a backend. */
@NullMarked
package org.s2r2.view;

import org.jspecify.annotations.NullMarked;
