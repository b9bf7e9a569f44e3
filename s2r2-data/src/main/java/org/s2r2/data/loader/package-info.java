/** Worker threads that turn a dataset into batches of views or of evaluation images. */
@NullMarked
package org.s2r2.data.loader;

import org.jspecify.annotations.NullMarked;
