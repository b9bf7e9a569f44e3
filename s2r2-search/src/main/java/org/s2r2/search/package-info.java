/** Indices of embedded pictures: what looks alike, near-duplicates, outliers and what to label first. */
@NullMarked
package org.s2r2.search;

import org.jspecify.annotations.NullMarked;
