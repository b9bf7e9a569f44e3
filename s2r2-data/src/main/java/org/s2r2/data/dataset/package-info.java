/** The datasets that come with the framework. */
@NullMarked
package org.s2r2.data.dataset;

import org.jspecify.annotations.NullMarked;
