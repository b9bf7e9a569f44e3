/** What is in a dataset, in numbers and in pictures. */
@NullMarked
package org.s2r2.data.inspect;

import org.jspecify.annotations.NullMarked;
